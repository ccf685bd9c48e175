"""What test runners print of two proofs that differ: each belongs to the side that the expression names."""

from __future__ import annotations

import pytest

from srpscope.errors import FileError
from tests.capture.made import of, values_of

ONE = "51e0a9c47f2b6d8390eeb1c25f7a0d4861c3b9f07a5e2d14880fe6c93b7d2a05"
TWO = "9dca21b05e8f7346a1c9d27be4038f5a0b74d61e93fc2850a7e1c46d3f9b8205"


def items(digits: str) -> str:
    return f"[{', '.join(str(one) for one in bytes.fromhex(digits))}]"


RUNNERS = {
    "Jest": f'    Expected: "{TWO}"\n    Received: "{ONE}"\n\n      31 |   login()\n'
    "    > 32 |   expect(client.M1).toBe(server.M1)\n         |          ^\n",
    "Vitest": f"AssertionError: expected '51e0a9c4…' to be '9dca21b0…'\n\nExpected: \"{TWO}\"\nReceived: \"{ONE}\"\n"
    " ❯ srp.test.ts:9:20\n      9|   expect(toHex(client.M1)).toEqual(toHex(server.M1))\n",
    "Rust": f"    assert_eq!(client.m1, server.m1);\nassertion `left == right` failed\n  left: {items(ONE)}\n"
    f" right: {items(TWO)}\n",
    "Rust, text": f'assertion `left == right` failed\n  left: "{ONE}"\n right: "{TWO}"\n\n'
    "    assert_eq!(hex::encode(&client.m1), hex::encode(&server.m1));\n",
    "pytest": f">       assert client.m1.hex() == server.m1.hex()\nE       AssertionError: assert '{ONE}' == '{TWO}'\n",
    "pytest, cut off": ">       assert client.m1.hex() == server.m1.hex()\n"
    f"E       AssertionError: assert '{ONE[:14]}...{ONE[-12:]}' == '{TWO[:14]}...{TWO[-12:]}'\nE         \n"
    f"E         - {TWO}\nE         + {ONE}\n",
    "pytest of old, cut off": ">       assert client.m1.hex() == server.m1.hex()\n"
    f"E       AssertionError: assert '{ONE[:14]}...{ONE[-12:]}' == '{TWO[:14]}...{TWO[-12:]}'\nE         - {ONE}\n"
    f"E         + {TWO}\n",
    "unittest": f"    self.assertEqual(client.m1.hex(), server.m1.hex())\nAssertionError: '{ONE}' != '{TWO}'\n",
    "RSpec": "     Failure/Error: expect(client.m1).to eq(server.m1)\n\n"
    f'       expected: "{TWO}"\n            got: "{ONE}"\n',
    "testify": "        Error Trace: srp_test.go:40\n        Error: Not equal:\n"
    f'               expected: "{TWO}"\n               actual  : "{ONE}"\n    assert.Equal(t, server.M1, client.M1)\n',
    "Node": f"AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:\n+ actual - expected\n\n+ '{ONE}'\n"
    f"- '{TWO}'\n\n    assert.strictEqual(client.M1, server.M1)\n",
    "the one that is marked": "        assert client.K == server.K\n>       assert client.m1.hex() == server.m1.hex()\n"
    f"E       AssertionError: assert '{ONE}' == '{TWO}'\n",
}


@pytest.mark.parametrize("runner", RUNNERS)
def test_the_proofs_of_both_sides(runner: str) -> None:
    (capture,) = of(f"user: nora\n\n{RUNNERS[runner]}")
    assert values_of(capture, "client")["M1"] == ONE
    assert values_of(capture, "server")["M1"] == TWO


@pytest.mark.parametrize(
    "page",
    [
        f'Expected: "{TWO}"\nReceived: "{ONE}"\n',
        f'expect(client.etag).toBe(server.etag)\nExpected: "{TWO}"\nReceived: "{ONE}"\n',
        f'expect(client.M1).toBe(M1)\nexpect(client.K).toBe(server.K)\nExpected: "{TWO}"\nReceived: "{ONE}"\n',
        f'assert_eq!(client.m1, server.m1);\nassert_eq!(client.k, server.k);\n  left: "{ONE}"\n right: "{TWO}"\n',
        f'expect(client.M1).not.toBe(server.M1)\nExpected: "{TWO}"\nReceived: "{ONE}"\n',
    ],
)
def test_where_the_expression_is_not_certain_nothing_is_read(page: str) -> None:
    with pytest.raises(FileError):
        of(page)
