"""One handshake of srptools with itself, its values as JSON."""

import hashlib
import json
import sys

from srptools import SRPClientSession, SRPContext, SRPServerSession  # type: ignore[import-untyped]

started = json.load(sys.stdin)
context = SRPContext(
    started["I"],
    password=started["P"],
    prime=started["N"],
    generator=started["g"],
    hash_func=getattr(hashlib, started["hash"]),
)
salt = bytes.fromhex(started["s"])
x = context.get_common_password_hash(salt)
v = context.get_common_password_verifier(x)
server = SRPServerSession(context, password_verifier=f"{v:x}", private=started["b"])
client = SRPClientSession(context, private=started["a"])
client.process(server.public, started["s"])
server.process(client.public, started["s"])
assert server.verify_proof(client.key_proof)
assert client.verify_proof(server.key_proof_hash)


def text(value: object) -> str:
    """Hex, whatever the release gives."""
    return value.decode() if isinstance(value, bytes) else str(value)


sys.stdout.write(
    json.dumps(
        {
            "client": {"A": text(client.public), "x": f"{x:x}", "K": text(client.key), "M1": text(client.key_proof)},
            "server": {
                "v": f"{v:x}",
                "B": text(server.public),
                "K": text(server.key),
                "M2": text(server.key_proof_hash),
            },
        }
    )
)
