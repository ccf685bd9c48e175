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
    r"merkle|scram(?!bl)|ntlm|fiat.?shamir|feldman|shamir|dragonfly|snark|groth16|bulletproof|webauthn|passkey|zk-?proof|\bike(?:v[12])?\b|kerberos|krb5"
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


_CIPHERS = re.compile(
    r"(?i)(?<![a-z])(?:aes(?:[-_]?\d{3})?|cbc|gcm|chacha\w*|fernet|pbkdf2\w*|iterations|iv|ciphertext"
    r"|(?:en|de)crypt\w*)(?![a-z])"
)
_SERVICE = (
    r"(?:mqtts?|smtps?|imaps?|pop3|ldaps?|s?ftp|ssh|redis|postgres(?:ql)?|mysql|mariadb|mongo(?:db)?|amqp|rabbitmq|kafka"
    r"|jdbc|wi-?fi|wlan|ssid|softap|vnc|rdp|ntrip|influx(?:db)?|vpn|pppoe|snmp)"
)
_ELSEWHERE = re.compile(
    rf"(?i)(?<![a-z]){_SERVICE}(?![a-z_]).{{0,200}}?(?<![a-z])(?:user(?:_?name)?|pass(?:word|wd|phrase)?|pwd|psk|salt)"
    r"[\"']?\s*[=:]\s*\S"
)
_SECTION = re.compile(
    rf"(?i)(?P<indent>[ \t]*)(?:\[{_SERVICE}(?:[._ ][\w.\-]{{1,30}})?\]|[\"']?{_SERVICE}[\"']?:(?: *\{{)?)[ \t]*"
)
_HANDSHAKE = re.compile(r"(?i)srp|prov|verifier|[0-9a-f]{32}")


_SETS = re.compile(
    r"\s{0,40}(?:- |export |set )?[\"']?(?P<name>[A-Za-z][\w.\-]{0,40}(?: [A-Za-z]\w{0,20}){0,2})"
    r"[\"']?(?:[:=] ?| = )[^\s{\[]"
    r"|\s{0,40}(?:\w{1,20}> )?(?P<query>(?i:select)) [^\n]{1,200} (?i:from) \w"
    r"|\s{0,40}(?P<request>GET|POST|PUT|PATCH) \S"
)


def sets(text: str) -> str | None:
    """What a line sets, asks a database or requests: its first words; None of any other line."""
    found = _SETS.match(text)
    return None if found is None else found["name"] or found["query"] or found["request"]


def speaks_of_cipher(text: str) -> bool:
    """Whether a line names a cipher or how its key is made: a password and a salt stand beside it without a log-in."""
    return _CIPHERS.search(text) is not None


def logs_in_elsewhere(text: str) -> bool:
    """Whether a line gives the user name or password of another service: a broker, a database, a wireless network."""
    return _ELSEWHERE.search(text, 0, _HEARD) is not None and _HANDSHAKE.search(text) is None


def heads_another(text: str) -> str | None:
    """The blanks before a line that heads the settings of another service (`[mqtt]`, `mqtt:`); None for any other."""
    head = _SECTION.fullmatch(text[:80]) if len(text) <= 80 else None
    return None if head is None else head["indent"]


def is_service(name: str) -> bool:
    """Whether a key of an object is called like another service."""
    return _NAMED_SERVICE.fullmatch(name) is not None


_NAMED_SERVICE = re.compile(_SERVICE, re.IGNORECASE)
_HEARD = 2_000
"""Characters of a line in which a service is looked for."""
