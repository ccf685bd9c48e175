"""What people call SRP's values: one spelling in, the field's name out.

Programs print `clientPublicKey`, `pub_a`, `srpA`, `A (hex)`, `Device Proof`, `sec2_salt` and a hundred more. A name is
cut into words (at case, underscores, blanks), words that say whose value it is or how it is printed are taken apart,
words that say nothing are dropped, and what is left is looked up, in whatever order it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from srpscope.capture.pages.literals.conversions import words
from srpscope.srp import values

BYTE_STRINGS = values.BYTE_STRINGS | {"nonce"}
"""Values that are byte strings: every byte counts."""

TEXTS = frozenset(["I", "P"])
"""Values that are text."""

SETTINGS = frozenset(["hash", "group", "dialect"])
"""Names that fill the header of a capture instead of a value."""

CLIENT_WORDS = words("client clients cli app phone mobile flutter android ios browser initiator controller")
SERVER_WORDS = words("server servers device esp esp32 host firmware peer remote accessory responder srv serv ser atv")

_NOISE = words(
    "srp srp6 srp6a the value values val my our their hex hexadecimal dec decimal base64 b64 bytes byte raw "
    "base16 base10 bigint biginteger big int integer str string text utf8 "
    "received sent computed calculated generated final "
    "is so of sec number num as from array list data static const used using by to use got get gives has for and "
    "then bn mpz buf buffer arr actual expected exp expect print printing new old this self ptr in on at with "
    "be bin want wanted wants fixed"
)
_SOFT = words(
    "ctx context session state params param parameters parameter result results response request message msg "
    "field vec vector vectors test tests tv kat rfc rfc5054 example sample correct valid known good resp req "
    "payload body json answer reply credential credentials info config settings default challenge login auth "
    "authentication stored db registration register random handshake step init start input output out pair "
    "setup pairing hap user password account pwd cognito telegram current algo real fixture fixtures mock "
    "given our debug dbg enc dec encoded decoded dummy fake fixed sec2 record rec row item data obj object sha1 sha256 "
    "sha512 rfc2945 "
    "nist 5054 group ephemeral srpn large small verify exchange calc calculate compute computed"
)
"""Words that stand around a name and change nothing: tried without once the whole is not known."""

_NAMES_TOO = frozenset(["user", "password", "login", "account", "pwd", "group", "ephemeral"])
"""Of these, those that name a value themselves: dropped last ("user salt", but "test password")."""

_FORM_WORDS = {"hex": "hex", "hexadecimal": "hex", "dec": "decimal", "decimal": "decimal"}
_FORM_WORDS |= {"base16": "hex", "base10": "decimal", "base64": "base64", "b64": "base64"}
_NOT_A_VALUE = words(
    "len length size bits count mod hash digest sha256 sha512 sha1 wifi ssid ap uuid mtu sz type name url "
    "http path file error err status code version id index idx time max min bit nbytes format prefix label "
    "title"
)

_PUBLIC = frozenset(["public", "pub", "pubkey", "publickey", "pk"])
_PRIVATE = frozenset(["private", "priv", "privkey", "privatekey", "secret"])
_KEYED = frozenset(["key", "ephemeral", "value", "exponent"])
_PROOF = frozenset(
    frozenset(one.split())
    for one in (
        "proof", "evidence", "evidence message", "session proof", "verification", "m", "verify data", "auth proof",
        "mac", "password proof", "password claim signature", "signature claim", "key proof", "proof m", "prove",
        "session prove", "session key prove", "client session key prove",
    )
)  # fmt: skip

_SPELLED = {
    "s": "salt|user salt|password salt|salt s|challenge salt|auth salt|srp salt",
    "v": "verifier|password verifier|pwd verifier|verifier v|salt verifier|verification key|verifier key|vkey|"
    "passwordverifier|verificator|auth verifier|login verifier",
    "I": "username|user name|user|identity|user identity|login|email|user id|userid|account|account name|username i|"
    "ident|identifier|user identifier|id user|user srp id|i username|account id|login name|uname|user email|identify",
    "P": "password|pass|passwd|pwd|pop|proof possession|user password|password p|p|passphrase|setup code|pin|pin code|"
    "passcode|pairing code|cleartext password|plain password|plaintext password|pw|account password",
    "S": "premaster|premaster secret|pre master secret|premaster key|shared secret s|premastersecret|"
    "pre master key|s premaster secret|raw secret",
    "K": "session key|sessionkey|shared key|hashed secret|strong session key|session key k|session secret|k session|"
    "key k|session key shared|sesskey|shared session key|skey",
    "u": "scrambler|scrambling|scrambling parameter|random scrambling parameter|scramble|u scrambler|"
    "scrambling value|scramble parameter",
    "k": "multiplier|multiplier parameter|k multiplier|multiplier k",
    "N": "prime|modulus|n|safe prime|large safe prime|prime n|modulus n|large prime|group prime|field prime|n prime|"
    "signed modulus|modulus clear sign|armored modulus|modulus signature",
    "g": "generator|generator g|gen|group generator",
    "M1": "m1|m 1|client m1|proof m1|m1 proof|evidence m1|session key proof|key proof m1",
    "M2": "hamk|amk|h amk|m2|m 2|ham k|proof m2|m2 proof|evidence m2",
    "x": "password hash|hash password|x private key|private key x|x password hash|derived private key|"
    "private key derived|salted password hash",
    "nonce": "nonce|iv|initialization vector",
    "hash": "hash|hash algorithm|algorithm|hash alg|digest algorithm|hash function|hash func|hash name|hash algo|algo|"
    "hash method|digest|hash type|hash class|digest name|hash fn|h hash|srp hash",
    "group": "group|ng|ng type|srp group|prime bits|group bits|group size|bits|prime size|group name|group id|"
    "modulus bits|n bits|bit size|group parameters|srp params|prime length|modulus size|n length|group params",
    "dialect": "dialect",
    "secret_block": "secret block|password claim secret block",
    "timestamp": "timestamp",
    "pool": "pool id|user pool id|pool name|userpool id|pool|user pool name|user pool",
    "salt1": "salt 1|salt1", "salt2": "salt 2|salt2",
}  # fmt: skip
_KNOWN = {frozenset(one.split()): name for name, spelled in _SPELLED.items() for one in spelled.split("|")}

_LETTERS = {**{letter: letter for letter in "NgIPskxvabABuSK"}, "M": "M1", "n": "N", "p": "P", "M1": "M1", "M2": "M2"}
_LETTERS |= {"H": "hash"}
_ASKED = words("password salt verifier user username proof pin pop")
GROUP_BITS = frozenset(["1024", "1536", "2048", "3072", "4096", "6144", "8192"])
HASH_BITS = frozenset(["1", "160", "224", "256", "384", "512"])
"""What a test says behind a name: `expected_A_256`, of a hash of so many bits; alone `p_256` is a curve."""
_OBJECTS = words("exports verifier user usr ver svr session auth engine prover handshake exchange routines")
"""What programs call the object that holds one side's values: `usr.A`, `verifier.k`."""

_MEMBERS = words("a A b B v S K M1 M2")
"""Letters under which any object may hold a value; p.x, d.g, o.s and n.k are of curves, of colours, of anything."""

_WORD = re.compile(
    r"[bB]ase(?:16|10)(?!\d)|[mM][12](?![A-Za-z0-9])|[A-Z]?[a-z]+(?:64|32|8)?|[A-Z]+(?![a-z])(?:64)?|[A-Z]|\d+"
)
_PREFIXED = re.compile(r"(?!ap|ip|id|my|db)[a-z]{1,2}[A-Z][a-z]\w{2,}")
"""fcUser, mPassword, kSalt: a field of a record, a member, a constant."""
_GLUED = re.compile(
    r"(?P<letter>[A-Z]|M[12])(?P<of>client|server|host)|(?P<size>big|small|little)(?P<small>[ab])"
    r"|(?:correct|expected)(?P<lone>[a-zA-Z])"
)
"""Kclient, bigb, correctv: a letter and a word without anything between."""
_HELD = re.compile(r"(?P<object>[A-Za-z]{1,16})(?:\.|->)(?P<name>[A-Za-z]\w{0,32})(?:\(\))?")
_NUMBERED = re.compile(r"(?P<name>[A-Za-z]\w*?)_[1-9]\d?|(?P<word>[A-Za-z]\w*[a-z])[1-9]\d?")
"""`USERNAME_2`, `verifier2`: of the second of several handshakes, perhaps."""
_STEP = re.compile(r"\b[sS]tep[ _]?\d{1,2}\b ?")
"""`step2 salt`: of which step, and not which of two salts."""
_BRACKETED = re.compile(r"[(\[<]([^)\]>]*)[)\]>]?")

EXTRAS: dict[str, frozenset[str]] = {
    "cognito": frozenset(["secret_block", "timestamp", "pool"]),
    "telegram": frozenset(["salt1", "salt2"]),
}
"""Inputs that one dialect alone has: read by these names where the first of them stands on the page."""

PRINTED: dict[str, str] = {"cognito": "hex"}
"""How a dialect's messages have A, B and s."""

EXTRA_NAMES = frozenset(name for names in EXTRAS.values() for name in names)
EXTRA_TEXTS = frozenset(["timestamp", "pool"])


def speaks_a_dialect(names: set[str]) -> bool:
    """Whether values are one dialect's alone: any program has a pool and a timestamp."""
    return bool(
        names & {"secret_block", "salt1", "salt2"} or (names & {"pool"} and names & {"A", "B", "a", "timestamp"})
    )


_SET_SIDES = frozenset(["wire", "both", "enroller"])
"""Before the dot of `--set wire.B=..`, as lines of that form are pasted too; "client" and "server" are words anyway."""


@dataclass(frozen=True)
class ValueName:
    """A spelling understood.

    names: the value it means; more than one where the spelling alone does not tell ("shared secret" is S or K).
    side: "client", "server" or "wire" where the spelling says whose copy it is, else None.
    form: "hex", "decimal" or "base64" where the spelling says it.
    weak: the word means it only among other values of a handshake ("key").
    numbered: it means it only among others that end with numbers too ("USERNAME_2", beside "SALT_2").
    """

    names: tuple[str, ...]
    side: str | None = None
    form: str | None = None
    weak: bool = False
    numbered: bool = False

    @property
    def name(self) -> str:
        """The first, likeliest meaning."""
        return self.names[0]


def words_of(spelling: str) -> list[str]:
    """The words of a name: cut at case, underscores, hyphens and blanks; M1 and base64 keep their digits."""
    return _WORD.findall(spelling)


def in_object_of(named: ValueName, spelling: str, side: str | None) -> ValueName:
    """What a key means in an object of a side: `server: { proof: ".." }` is the server's proof, M2."""
    of_either = named.name == "M1" and named.side is None and side == "server"
    said = {word.lower() for word in words_of(spelling)}
    return replace(named, names=("M2",)) if of_either and said & {"proof", "evidence"} and "m1" not in said else named


def side_of(text: str) -> str | None:
    """Which side a heading speaks of: "== Client ==", "on the device:". None where it names none or both."""
    found = {word.lower() for word in _WORD.findall(text)}
    client, server = bool(found & CLIENT_WORDS), bool(found & SERVER_WORDS)
    if client == server:
        return None
    return "client" if client else "server"


@lru_cache(8_192)
def recognise(spelling: str) -> ValueName | None:
    """The value that a printed name means, or None where it names none. Names over 64 characters mean nothing."""
    if len(spelling) > 64:
        return None
    named = _meaning(spelling)
    if named is None and (one := _NUMBERED.fullmatch(spelling)) is not None:
        named = _meaning(one["word"] or one["name"])
        of_several = named is not None and not named.weak and named.name not in SETTINGS
        named = replace(named, numbered=True) if named is not None and of_several else None
    return named


def _meaning(spelling: str) -> ValueName | None:
    if (member := _behind_a_dot(spelling)) is not None:
        return member
    text = _STEP.sub("", re.sub(r"['’]s\b", "", spelling))
    if (glued := _GLUED.fullmatch(spelling)) is not None:
        text = " ".join(one for one in glued.groups() if one is not None).replace("little", "small")
        text = f"expected {text}" if text in "GUVX" else text
    words, extra = _outside_brackets(text)
    if not words or len(words) > 8:
        return None
    lower = [word.lower() for word in words]
    side = _sender(lower, side_of(" ".join([*words, *extra])))
    if "sec" in lower:
        lower = ["sec" if word == "2" else word for word in lower]  # sec2_salt: ESP-IDF's Security 2
    core = [word for word, low in zip(words, lower, strict=True) if not _says_nothing(low)]
    if not core:
        return _by_size(lower)
    if len(core) == 2 and core[1] == "E" and len(core[0]) == 1 and text.endswith("_E"):
        core = core[:1]  # Cli_A_E: as it is expected
    told = {word.lower() for word in core}
    if _of_no_value(lower, told):
        return _behind_a_prefix(spelling)
    names, own = _with_less(core, side, set(lower))
    if not names:
        return _behind_a_prefix(spelling)
    if names[0] in TEXTS and "db" in lower:
        return None  # DB_PASSWORD opens a database
    if len(names) == 2 and (lettered := _letter_of(text, names)):
        names, side = (lettered,), None
    elif not own:
        side = None
    elif len(core) == 2 and core[0] != "M" and core[1] in ("c", "s") and len(core[0]) == 1:
        side = "client" if core[1] == "c" else "server"  # K_c and K_s
    return ValueName(
        names,
        _whose(names[0], side, {*lower, *extra}),
        next((_FORM_WORDS[word] for word in [*lower, *extra] if word in _FORM_WORDS), None),
        weak=told in ({"key"}, {"password", "hash"}) or told - _SOFT == {"mac"} or core == ["m"] or told == {"secret"},
    )


def _outside_brackets(text: str) -> tuple[list[str], list[str]]:
    """(the words of a name, the words in its brackets); where all stand in brackets, data["A"], they are the name's."""
    words = _WORD.findall(_BRACKETED.sub(" ", text))
    extra = [word.lower() for one in _BRACKETED.findall(text) for word in _WORD.findall(one)]
    if not words:
        words, extra = _WORD.findall(text), []
    return [word for index, word in enumerate(words) if word != "6" or words[index - 1].lower() != "srp"], extra


def _of_no_value(lower: list[str], told: set[str]) -> bool:
    """Whether a name is surely that of something else. told: its words that say something."""
    if len(lower) == 2 and lower[0] in ("has", "is", "needs", "need", "requires", "no") and lower[1] in _ASKED:
        return True  # has_password: true
    if {"key", "exchange"} <= told:
        return True  # a message of TLS
    return bool(told & _NOT_A_VALUE) and frozenset(told) not in _KNOWN


def _with_less(core: list[str], side: str | None, said: set[str]) -> tuple[tuple[str, ...], bool]:
    """_names_of all words, else of those that are not soft: "user salt" is a salt, but "private password" is none."""
    names, own = _names_of(core, side, said)
    for soft in (_SOFT - _NAMES_TOO, _SOFT):
        less = [word for word in core if word.lower() not in soft]
        if not names and less and len(less) < len(core):
            names, own = _names_of(less, side, said)
            if soft is _SOFT and names and names[0] not in ("s", "v"):
                names = ()
    return names, own


def _behind_a_prefix(spelling: str) -> ValueName | None:
    """fcUser: what stands behind a record's or a member's prefix, where it is more than a letter."""
    if not _PREFIXED.fullmatch(spelling):
        return None
    rest = recognise(spelling.lstrip("abcdefghijklmnopqrstuvwxyz"))
    words = words_of(spelling)[1:]
    return rest if rest is not None and (len(words) > 1 or len(words[-1]) > 1) else None


def _letter_of(text: str, names: tuple[str, ...]) -> str:
    """The letter in brackets behind a spelling with two meanings, as Wireshark has it: "Pubkey (B)"; "" for none."""
    said = [one.strip() for one in _BRACKETED.findall(text)]
    return said[0] if len(said) == 1 and said[0] in names else ""


def _behind_a_dot(spelling: str) -> ValueName | None:
    """What stands behind the side of a line of `--set`, or behind the object that holds it."""
    whose, _, behind = spelling.partition(".")
    if whose in _SET_SIDES and (meant := recognise(behind)) is not None:
        return replace(meant, side=whose)
    held = _HELD.fullmatch(spelling)
    if held is None:
        return None
    member = recognise(held["name"])
    if len(held["object"]) == 1 and len(held["name"]) > 4:  # v.Username: what a method of Go's is of has one letter
        return member if member is not None and member.name in TEXTS and not member.weak else None
    holder = held["object"].lower()
    if holder in CLIENT_WORDS | SERVER_WORDS or (holder not in _OBJECTS and held["name"] not in _MEMBERS):
        return None
    return member if member is not None and not member.weak else None


def _sender(lower: list[str], side: str | None) -> str | None:
    """The side a name speaks of; what "the server expected" is the client's, as "the expected client proof" is."""
    expects = any(one in CLIENT_WORDS | SERVER_WORDS and after == "expected" for one, after in pairwise(lower))
    if side is None or not expects:
        return side
    return "client" if side == "server" else "server"


def _says_nothing(low: str) -> bool:
    return low in _NOISE or low in CLIENT_WORDS or low in SERVER_WORDS


def _by_size(lower: list[str]) -> ValueName | None:
    """ "bits" alone is noise to every name but its own."""
    return ValueName(("group",)) if lower == ["bits"] else None


def _whose(name: str, side: str | None, words: set[str]) -> str | None:
    """The side whose copy it is: what is expected belongs to the one who checks, what was received was on the wire."""
    if "expected" in words and name in ("M1", "M2"):
        return "server" if name == "M1" else "client"
    if "received" in words and side is None and name in ("M1", "M2"):
        return "wire"
    if "received" in words and (side, name) in {("server", "A"), ("server", "M1"), ("client", "B"), ("client", "s")}:
        return "wire"
    return side


_MEANT: dict[frozenset[str], tuple[str, ...]] = {
    frozenset(["shared", "secret"]): ("S", "K"),
    frozenset(["common", "secret"]): ("S", "u"),
    frozenset(["key"]): ("K",),
}
"""Words that mean one of several values, or the likeliest."""


def _names_of(core: list[str], side: str | None, said: set[str]) -> tuple[tuple[str, ...], bool]:
    """(the meanings, whether a side's word says whose copy it is rather than which value)."""
    if len(core) == 1 and (lettered := _by_letter(core[0], side, said)) is not None:
        return lettered
    if len(core) > 1 and core[-1] in HASH_BITS and len(said) > len(core) + (side is not None):
        return _names_of(core[:-1], side, said)
    if len(core) == 2 and core[1] in GROUP_BITS and core[0] not in ("N", "n", "g"):  # expectedV4096
        return _names_of(core[:1], side, said)
    lower = [word.lower() for word in core]
    bag, joined = frozenset(lower), frozenset(["".join(lower)])
    if bag in _KNOWN and len(bag) == len(lower):
        return (_KNOWN[bag],), True
    if joined in _KNOWN and len(core) > 1:  # "PoP" is one word
        return (_KNOWN[joined],), True
    if bag in _MEANT:
        return _MEANT[bag], True
    if bag in _PROOF:
        return (("M2",) if side == "server" else ("M1",)), False
    letters = [word.lower() for word in core if len(word) == 1]
    spelled = bag - set(letters)
    if spelled and letters in ([], ["a"], ["b"]) and spelled <= _PUBLIC | _PRIVATE | _KEYED:
        return _keyed(spelled, "".join(letters), side)
    return _pair(core) if len(core) == 2 else ((), False)


def _by_letter(letter: str, side: str | None, said: set[str]) -> tuple[tuple[str, ...], bool] | None:
    """_names_of a single word: a letter that is a value's, as it is or by what else is said."""
    if letter == "M" and side:
        return (("M1",) if side == "client" else ("M2",)), False
    if letter.lower() in ("a", "b") and said & {"small", "big", "large"} and not said & {"integer", "int", "num"}:
        return (letter.lower() if "small" in said else letter.upper(),), True
    if letter in _LETTERS:
        return (_LETTERS[letter],), True
    if letter in ("X", "U", "V", "G") and len(said) > 1:  # expectedX: no other value has these letters
        return (letter.lower(),), True
    return None


def _keyed(spelled: frozenset[str], letter: str, side: str | None) -> tuple[tuple[str, ...], bool]:
    """A public or private key, with the letter or the side that says whose it is."""
    public, private = bool(spelled & _PUBLIC), bool(spelled & _PRIVATE)
    if spelled == {"secret"} and not letter:
        return ({"client": ("a",), "server": ("b",)}.get(side or "", ()), False)
    if not letter and spelled <= {"key", "value", "exponent"}:
        return (), False
    letter = letter or {"client": "a", "server": "b"}.get(side or "", "")
    if public and private:
        return (), False
    if not public and not private:
        if "ephemeral" not in spelled:
            return ((letter,) if letter and spelled == {"exponent"} else ()), False
        public = not letter or side is not None
    if letter:
        return (letter.upper() if public else letter,), False
    if public:
        return ("A", "B"), False
    return (("a", "x") if "key" in spelled or "privatekey" in spelled else ("a", "b")), False


def _pair(core: list[str]) -> tuple[tuple[str, ...], bool]:
    """Two words: K_c and K_s, or a letter beside the word that it belongs to ("salt s", "M proof")."""
    first, second = core
    if second in ("c", "s") and first in ("K", "S", "M", "u", "k"):
        return (("M1",) if second == "c" else ("M2",)) if first == "M" else (_LETTERS[first],), True
    if first in ("c", "s") and second in ("A", "B"):  # a constant's c, a client's, a server's
        return (second,), True
    if second == "M" and first in ("c", "s"):
        return (("M1",) if first == "c" else ("M2",)), True
    for noun, letter in ((first, second), (second, first)):
        name = _KNOWN.get(frozenset([noun.lower()]))
        if len(letter) == 1 and name is not None and _LETTERS.get(letter, "") in (name, "M1"):
            return (name,), True
    return (), False
