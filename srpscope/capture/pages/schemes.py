"""Which scheme a page speaks of: Diffie-Hellman, signatures, ciphers and other protocols have letters of SRP's too."""

from __future__ import annotations

import re

_SRP = re.compile(
    r"(?i)srp|pair-?_?setup|(?<!code_)(?<!code)verifier|remote password|esp_prov|protocomm|security2|match_?proofs|"
    r"auth_?logon|logon_?(?:challenge|proof)|realmd|userauthenticate"
)
"""Its name, and words of the protocols that are made of it."""
_OTHERS = re.compile(
    r"(?i)25519|elliptic|\becdh|ecdsa|secp\d{3}|prime256v1|\bp-(?:256|384|521)\b|diffie|(?<![a-z])dhe?(?:param\w*)?(?![a-z])|kexdh|"
    r"(?<![a-z])[dr]sa(?![a-z])|el-?gamal|paillier|schnorr|j-?pake|spake|\bopaque|cpace|pow\(b, ?a,|chaum|pedersen|"
    r"merkle|scram(?!bl)|fiat.?shamir|feldman|shamir|dragonfly|snark|groth16|bulletproof|webauthn|passkey|zk-?proof|\bike(?:v[12])?\b|kerberos|krb5"
)
"""Schemes with a secret and a public number, and other protocols for a password."""
_KEEPERS = re.compile(
    r"(?i)(?<![a-z])(?:b?crypt|scrypt|argon2\w{0,2}|bip-?39|mnemonic|jwt|hs256|psk|totp|hotp|keystore|wallet)(?![a-z])"
    r"|\bxprv|\beyJ\w|^\s*kind:\s*Secret\b"
)
"""What keeps passwords, keys and salts in another way: SRP may stand on it, and has a word of its own then."""
_LABELS = re.compile(
    r"(?<![\w.\-'’])(?:[qyerdcQYERDCT]|Msg|Qx|Qy|CT|AAD|IKM|OKM)[\"']? ?(?::=|[:=]) ?"
    r"(?:[\"']?(?:0[xX])?[0-9a-fA-F]{16}|[A-Za-z0-9+/]{16})|\bdkLen\b"
)
"""Long values under letters that SRP has not: q and y of DSA, e and d of RSA, r of a signature, a cipher's text."""


_SWITCH = re.compile(
    r"(?i)srp[\w\-. ]{0,40}+[\"']?\s*+[:=]\s*+[\"']?(?:true|false|on|off|yes|no|none|(?:en|dis)abled|[01])(?!\w)"
)
"""`SRP_ENABLED=true`: a program that can speak it, and nothing that it said."""


def speaks_of_srp(text: str) -> bool:
    """Whether a line, or the name of a file, has a word of SRP's own."""
    return _SRP.search(text) is not None and _SWITCH.search(text) is None


def speaks_of_another(text: str) -> bool:
    """Whether a line has the name of another scheme."""
    return _OTHERS.search(text) is not None


def speaks_of_keeping(text: str) -> bool:
    """Whether a line names another way to keep a password or a key."""
    return _KEEPERS.search(text) is not None


def shows_another(text: str) -> bool:
    """Whether a line gives a long value under a letter that other schemes have and SRP has not."""
    return _LABELS.search(text) is not None
