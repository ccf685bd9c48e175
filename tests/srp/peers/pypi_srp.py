"""One handshake of PyPI srp with itself, its values as JSON. Run as a program: its modes are for a whole process."""

import importlib
import json
import sys

started = json.load(sys.stdin)
srp = importlib.import_module(f"srp.{started['backend']}")
srp.rfc5054_enable(started["rfc5054"])
srp.no_username_in_x(started["nouser"])
hash_alg = {"sha1": srp.SHA1, "sha512": srp.SHA512}[started["hash"]]
settings = {"hash_alg": hash_alg, "ng_type": srp.NG_2048}
width = 256 if started["backend"] == "_pysrp" else 32
user_name, password = started["I"], started["P"]

s, v = srp.create_salted_verification_key(user_name, password, salt_len=16, **settings)
user = srp.User(user_name, password, bytes_a=bytes.fromhex(started["a"]).rjust(width, b"\0"), **settings)
name, A = user.start_authentication()
verifier = srp.Verifier(name, s, v, A, bytes_b=bytes.fromhex(started["b"]).rjust(width, b"\0"), **settings)
_, B = verifier.get_challenge()
M1 = user.process_challenge(s, B)
M2 = verifier.verify_session(M1)
user.verify_session(M2)
assert user.authenticated() and verifier.authenticated()
client = {"A": A, "K": user.get_session_key(), "M1": M1, "M2": M2}
server = {"v": v, "B": B, "K": verifier.get_session_key(), "M1": M1, "M2": M2}
sys.stdout.write(
    json.dumps(
        {
            "both": {"s": s.hex()},
            "client": {one: value.hex() for one, value in client.items()},
            "server": {one: value.hex() for one, value in server.items()},
        }
    )
)
