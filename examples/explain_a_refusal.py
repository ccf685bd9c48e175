"""Why did this handshake fail? The bundled session of a refused ESP32, or the files that are named: python FILE..."""

import sys

import srpscope
from srpscope.places import captures_folder

files = sys.argv[1:] or [captures_folder() / "esp32-refused.srp.jsonl"]
handshake = srpscope.open(*files)
diagnosis = handshake.why(seconds=30)
print(handshake.judge().headline)

for finding in diagnosis.findings[:1]:
    for change in finding.changes:
        print(f"the {finding.side} computed {change.value} = {change.content}")
    wrong = handshake.edit(finding.side, finding.changes[0].value, formula=finding.changes[0].content)
    for operand in wrong.hashed(finding.side, finding.first_difference)[-1].operands:
        print(f"  {operand.text}: {len(operand.data)} bytes, {operand.encoding}")
    print(f"and that gives the {finding.proof.value} that was sent: {finding.proof.data.hex()[:16]}..")
