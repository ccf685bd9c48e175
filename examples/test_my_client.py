"""A test of a client that is wrong: it hashes g in k as one byte. `pip install srpscope pytest`, then `pytest` here.

srpscope is a pytest plug-in: srp_server plays the server, assert_srp says which byte is wrong.
"""

import my_client
import pytest


def test_log_in(srp_server, assert_srp):
    server = srp_server("plain", "alice", "correct horse")
    a = my_client.log_in(server.url, "alice", "correct horse", padded=True)
    assert_srp(server.handshake().with_values({"client.a": f"{a:x}"}))


@pytest.mark.xfail(raises=AssertionError, strict=True, reason="take this line away to see how it fails")
def test_log_in_wrongly(srp_server, assert_srp):
    server = srp_server("plain", "alice", "correct horse")
    a = my_client.log_in(server.url, "alice", "correct horse", padded=False)
    assert_srp(server.handshake().with_values({"client.a": f"{a:x}"}))
