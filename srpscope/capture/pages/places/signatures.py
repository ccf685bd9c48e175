"""Arguments by position: `SRPContext("alice", "password123")`, `derivePrivateKey(salt, "alice", "secret")`.

Which argument is which comes from the definition where it stands on the page itself, else from a table of the calls
that public libraries have. A call that is in neither says nothing by position.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from srpscope.capture.pages.literals.blanks import SPACE, past
from srpscope.capture.pages.literals.byte_lists import At, Literal, list_at
from srpscope.capture.pages.literals.conversions import effects_of
from srpscope.capture.pages.literals.reader import literal_at, made_by
from srpscope.capture.pages.names import SETTINGS, TEXTS, ValueName, recognise
from srpscope.capture.pages.places.assertions import Asserted, arguments_at
from srpscope.capture.pages.spellings import group_spelled, hash_spelled

DEFINITIONS_LIMIT = 500
ROWS_LIMIT = 20_000
"""Characters of the rows over a test at the most."""

_SIGNATURES = """
User I P                                # pysrp, csrp
create_salted_verification_key I P      # pysrp
Verifier I s v A                        # pysrp
SRPContext I P                          # srptools
SrpClient I P                           # aiohomekit, homekit_python
SrpServer I P                           # aiohomekit, homekit_python
Server - I P                            # HAP-python
derivePrivateKey s I P                  # secure-remote-password, srp.net
deriveVerifier x                        # secure-remote-password, srp.net
deriveSession a B s I x                 # secure-remote-password: the client's
deriveSession b A s I v M1              # secure-remote-password: the server's
createVerifierAndSalt - I P             # tssrp6a
createVerifier - I s P                  # tssrp6a
step1 I P                               # Nimbus, thinbus, tssrp6a: the client's
step1 I s v                             # Nimbus, thinbus, tssrp6a: the server's
step2 A M1                              # Nimbus, thinbus: the server's
step2 - s B                             # Nimbus: the client's
generateVerifier s I P                  # Nimbus, thinbus, Bouncy Castle
generateClientCredentials s I P         # Bouncy Castle
calculateX - - s I P                    # Bouncy Castle
computeVerifier - s I P                 # node-srp, fast-srp-hap
ComputeVerifier - s I P                 # Kong/go-srp
KDFRFC5054 s I P                        # 1Password/srp
KDFRFC5054Old s I P                     # 1Password/srp
compute_verifier I P s                  # Crypt::SRP, RustCrypto
compute_verifier_and_salt I P           # Crypt::SRP
client_init I P s B                     # Crypt::SRP
server_init I v s A B                   # Crypt::SRP
generate_userauth I P                   # srp-rb, sirp
process_challenge I P s B               # sirp
get_challenge_and_proof I v s A         # srp-rb, sirp
calc_x I P s                            # srp-rb, sirp
get_verifier I P s                      # efirebirdsql
new_identity I P                        # srp-elixir
computeX I P s                          # srp6a for TypeScript
computeX - s I P                        # fast-srp-hap
SRP_create_verifier I P                 # OpenSSL
SRP_create_verifier_BN I P              # OpenSSL
SRP_Calc_x s I P                        # OpenSSL
srp6_generate_verifier I P s            # Botan
srp6_client_agree I P - - s B           # Botan
compute_x s I P                         # srp6 for Rust
srp_user_new - - I P                    # csrp
"""

_KNOWN: dict[str, list[tuple[str, ...]]] = {}
for _line in _SIGNATURES.split("\n"):
    _called, *_names = _line.partition("#")[0].split() or [""]
    if _called:
        _KNOWN.setdefault(_called, []).append(tuple(_names))

_DEFINED = re.compile(
    r"(?:\b(?:def|func|fn|fun|function|sub)\s+(?:\([^()\n]{0,60}\)\s*)?|^[ \t]*(?:[\w<>\[\],.*&?]+[ \t]+){1,5})"
    r"(?P<name>[A-Za-z_]\w{1,60})(?:<[^<>\n]{0,40}>)?\((?P<given>[^()]{3,400})\)\s*(?:->\s*[\w<>\[\], ]{1,40})?[:{]?",
    re.M,
)
_NAME_BEFORE = re.compile(r"([A-Za-z_]\w{1,60})[!?]?(?:<[\w<>, ]{1,40}>)?$")
_DECLARED = re.compile(
    r"(?:^|[\s;{(])(?P<type>[A-Za-z_][\w:]{1,40})(?:<[\w:<>, ]{1,40}>)?[ \t]*[&*]?[ \t]+(?P<name>[A-Za-z_]\w{0,40})\s*$"
)
_PARAMETER = re.compile(r"[$@&*]*(?:(?P<typed>[A-Za-z_]\w*)\s*:(?!:)|(?P<last>[A-Za-z_]\w*)\s*(?:=[^=]|$))")


_OF_ITSELF = re.compile(r"&?(?:mut )?(?:self|cls|this)(?:: ?&?(?:mut )?Self)?")
_CLASSES = re.compile(
    r"(?:\b(?:class|record|struct)[ \t]+(?P<name>[A-Z]\w{0,60})(?:<[^<>\n]{0,40}>)?"
    r"(?:\([\w., ]{0,60}\))?(?P<fields>:\n(?:[ \t]+\w{1,40}[ \t]*:[^\n]{1,80}\n){2,30})"
    r"|\b(?:class|record|struct)[ \t]+(?P<also>[A-Z]\w{0,60})(?:<[^<>\n]{0,40}>)?[ \t]*\((?P<headed>[^()]{3,600})\)"
    r"|\b(?:class|struct)[ \t]+(?P<plain>[A-Z]\w{0,60})"
    r"|(?:\bdef[ \t]+(?:__init__|initialize)|\bconstructor|\binit)[ \t]*\((?P<given>[^()]{3,600})\)"
    r"|(?P<called>\w{1,60})[ \t]*=[ \t]*(?:collections\.)?namedtuple\([ \t]*['\"]\w{1,60}['\"],[ \t]*"
    r"(?P<tuple>[\[('\"][^\])\n]{3,600}))"
)
"""A class with its parameters behind its name (Kotlin, Scala, C#, Java's records), with its fields (Python's data
classes), the constructor in one, a named tuple."""
_TYPES = re.compile(r"\b(?:class|struct|record|newtype|type)[ \t]+([A-Z]\w{0,60})")
_MAKER = re.compile(r"([A-Z]\w{0,60})(?:\.|::)$")


class Signatures:
    """What the calls of a page mean by position: its own definitions, and the libraries'."""

    def __init__(self, text: str) -> None:
        self._own: dict[str, list[tuple[str, ...]]] = {}
        for index, match in enumerate(_DEFINED.finditer(text)):
            if index >= DEFINITIONS_LIMIT:
                break
            self._learn(match["name"], match["given"].split(","))
        self._structs = {
            one["name"]: _fields(one["fields"]) for one in islice(_STRUCT.finditer(text), DEFINITIONS_LIMIT)
        }
        self._types = frozenset(match[1] for match in _TYPES.finditer(text))
        if "class" in text or "struct" in text or "record" in text or "namedtuple" in text:
            self._learn_classes(text)

    def _of_its_type(
        self, name: str, arguments: list[tuple[int, Literal | str]]
    ) -> Iterator[tuple[int, str, ValueName, Literal]]:
        """The argument of a type named like a value: `Salt("9dca..")`; of texts where the page defines it."""
        named = recognise(name) if len(arguments) == 1 else None
        place, argument = arguments[0] if arguments else (0, "")
        if named is None or named.weak or len(named.names) > 1 or not isinstance(argument, Literal):
            return
        if named.name in SETTINGS or (named.name in TEXTS and name not in self._types):
            return
        if _fits(named, argument) and argument.kind != "number":
            yield place, name, named, argument

    def _learn(self, name: str, written: list[str]) -> None:
        given = tuple(_parameter(one) for one in written if not _OF_ITSELF.fullmatch(one.strip()))
        # hexequal(a, b) compares any two things: words have to say what they are
        if sum(len(one) > 2 and recognise(one) is not None for one in given) >= 2:
            self._own.setdefault(name, []).append(given)

    def _learn_classes(self, text: str) -> None:
        """What constructors take: of classes that say it behind their name, in a constructor, or by their fields."""
        inside = ""
        for index, match in enumerate(_CLASSES.finditer(text)):
            if index >= DEFINITIONS_LIMIT:
                break
            inside = match["name"] or match["also"] or match["plain"] or inside
            if match["given"] or match["headed"]:
                self._learn(inside, (match["given"] or match["headed"]).split(","))
            elif match["fields"]:
                self._learn(inside, match["fields"].strip(": \n").split("\n"))
            elif match["tuple"]:
                self._learn(match["called"], re.findall(r"\w+", match["tuple"]))

    def _in_order(self, text: str, at: int) -> tuple[str, ...]:
        """The names of what a bracket holds in order: a struct's fields before it, a comment above it."""
        if text[at] == "{":
            if text[at - 1 : at] in ("}", " ") and "struct" in text[max(0, at - 900) : at]:
                opened = _OPEN_STRUCT.search(text, max(0, at - 900), at)
                return _fields(opened["fields"]) if opened is not None else ()
            of_type = _OF_TYPE.search(text, max(0, at - 70), at) if self._structs else None
            if of_type is not None:
                return self._structs.get(of_type["name"], ())
        said = _said_above(text, at)
        known = [one for one in said if recognise(one) is not None]
        return said if len(known) >= 3 and len(known) * 2 > len(said) else ()

    def given(self, text: str, at: int) -> Iterator[tuple[int, str, ValueName, Literal]]:
        """(place, spelling, meaning, literal) of each argument that is a literal, of the call whose bracket opens at a
        place; nothing where the call is not known. And of each row of values that a list has, where what stands before
        it says in which order."""
        names = self._in_order(text, at)
        if names:
            yield from _of_rows(text, at, names)
        if text[at] != "(":
            return
        called = _NAME_BEFORE.search(text, max(0, at - 110), at)
        if called is None:
            return
        if called[1] == "parametrize":
            yield from _of_a_table(text, at)
            return
        if called[1] == "each":
            yield from _of_each(text, at)
            return
        maker = _MAKER.search(text, max(0, called.start() - 60), called.start()) if called[1] == "new" else None
        choices = _behind_a_row(text, at, called[1]) or (
            self._own.get(maker[1] if maker is not None else called[1])
            or _KNOWN.get(called[1])
            or _KNOWN.get(called[1][:1].lower() + called[1][1:])
        )
        found = arguments_at(text, at + 1) if choices or called[1][:1].isupper() else None
        if found is None:
            return
        if not choices or (len(found[0]) == 1 < min(map(len, choices))):  # pysrp's Verifier has four
            yield from self._of_its_type(called[1], found[0])
            return
        arguments = found[0]
        while arguments and isinstance(arguments[-1][1], str) and re.match(r"\w+\s*[=:](?!:)", arguments[-1][1]):
            arguments.pop()  # named ones are read by their names
        names = next((one for one in choices if len(one) == len(arguments)), choices[0])
        if any(isinstance(one, Literal) and len(one.text) > 16 for _, one in arguments[len(names) :]):
            return  # another library's call of that name
        if len(arguments) > len(names) and choices is not self._own.get(called[1]):
            arguments = arguments[: len(names)]
        for (place, argument), name in zip(arguments, names, strict=False):
            named = recognise(name) if name != "-" else None
            if named is not None and isinstance(argument, Literal) and _fits(named, argument):
                yield place, f"{called[1]}(.. {name} ..)", named, argument


_STRUCT = re.compile(r"\btype[ \t]+(?P<name>[A-Za-z]\w{0,60})[ \t]+struct[ \t]*\{(?P<fields>[^{}]{3,800})\}")
_OPEN_STRUCT = re.compile(r"struct[ \t]*\{(?P<fields>[^{}]{3,800})\}\s*$")
_OF_TYPE = re.compile(r"\[\d{0,4}\]\*?(?P<name>[A-Za-z]\w{0,60})$")
"""Go's types of several fields, by name or where they are used, and a list of one."""
_ORDER = re.compile(
    r"[ \t]*(?://|#|--|/\*)[ \t]*(?:[A-Za-z ]{1,20}:[ \t]*)?(?P<names>\w{1,40}(?:[ \t]*,[ \t]*\w{1,40}){2,15})"
    r"[ \t]*(?:\*/)?[ \t]*"
)
"""A comment that says in which order values stand: `// salt, verifier, B`."""


def _fields(written: str) -> tuple[str, ...]:
    """The names of Go's `I, P string; salt []byte`."""
    lines = [one.partition("//")[0].split("`")[0].strip() for one in re.split(r"[;\n]", written)]
    named = [re.match(r"(\w+(?:\s*,\s*\w+)*)\s+\S", one) for one in lines if one]
    return tuple(name.strip() for one in named if one is not None for name in one[1].split(","))


def _said_above(text: str, at: int) -> tuple[str, ...]:
    """The names in the comment on the line above a bracket that begins its own."""
    line = text.rfind("\n", max(0, at - 40), at)
    if line < 0 or text[line:at].strip():
        return ()
    above = text[max(0, text.rfind("\n", max(0, line - 300), line) + 1) : line]
    order = _ORDER.fullmatch(above)
    return tuple(one.strip() for one in order["names"].split(",")) if order is not None else ()


_CLOSING = {"(": ")", "[": "]", "{": "}"}


def _of_rows(text: str, at: int, names: tuple[str, ...]) -> Iterator[tuple[int, str, ValueName, Literal]]:
    """The values of each row from a bracket on, of those that have as many as there are names."""
    opens, closes = text[at], _CLOSING[text[at]]
    next_row = re.compile(rf"[\s,]*+\{opens}")
    inner = next_row.match(text, at + 1)  # the list's own bracket, its rows' inside
    place = inner.end() if inner is not None else at + 1
    for _ in range(DEFINITIONS_LIMIT):
        given = arguments_at(text, place, closes)
        if given is None:
            return
        if len(given[0]) == len(names):
            yield from _under(names, given[0])
        row = next_row.match(text, given[1])
        if row is None:
            return
        place = row.end()


def _under(
    names: Iterable[str], arguments: Iterable[tuple[int, Literal | str]]
) -> Iterator[tuple[int, str, ValueName, Literal]]:
    """The literals of a row under the names of its columns."""
    for (place, argument), name in zip(arguments, names, strict=False):
        named = recognise(name)
        if named is not None and isinstance(argument, Literal) and _fits(named, argument):
            yield place, name, named, argument


_EACH = re.compile(
    r"[\s,]*+\]\s*+\)\s*+\(\s*+(?:'[^'\n]{0,200}'|\"[^\"\n]{0,200}\"|`[^`]{0,200}`)\s*+,\s*+(?:async\s*+)?"
    r"(?:function\s*+)?\(\s*+(?P<given>[^()]{3,400})\)"
)


def _of_each(text: str, at: int) -> Iterator[tuple[int, str, ValueName, Literal]]:
    """The rows that Jest and its kin give a test, under the parameters of the function below them."""
    rows = re.compile(r"\s*+\[[\s,]*+\[").match(text, at + 1)
    found: list[list[tuple[int, Literal | str]]] = []
    next_row, place = re.compile(r"[\s,]*+\["), rows.end() if rows is not None else 0
    while rows is not None and len(found) < DEFINITIONS_LIMIT:
        given = arguments_at(text, place, "]")
        if given is None:
            return
        found.append(given[0])
        place = given[1]
        rows = next_row.match(text, place)
        place = rows.end() if rows is not None else place
    below = _EACH.match(text, place) if found else None
    names = [_parameter(one) for one in below["given"].split(",")] if below is not None else []
    for row in found:
        yield from _under(names, row)


_OF_ROWS = frozenset(["InlineData", "TestCase", "DataRow"])
"""Attributes of C# that give a test one row of arguments: xUnit's, NUnit's, MSTest's."""


def _behind_a_row(text: str, at: int, called: str) -> list[tuple[str, ...]]:
    """The parameters of the test that an attribute with a row of arguments stands over."""
    below = _DEFINED.search(text, at, at + ROWS_LIMIT) if called in _OF_ROWS else None
    names = tuple(_parameter(one) for one in below["given"].split(",")) if below is not None else ()
    return [names] if sum(len(one) > 2 and recognise(one) is not None for one in names) >= 2 else []


_ROW = re.compile(r"[\s,]*+(?:pytest\.param)?\(")


def _of_a_table(text: str, at: int) -> Iterator[tuple[int, str, ValueName, Literal]]:
    """The rows that pytest gives a test, under the names of its arguments."""
    first = past(SPACE, text, at + 1)
    named = list_at(text, first) if text[first : first + 1] in ("(", "[") else literal_at(text, first)
    rows = re.compile(r"\s*+,\s*+(?:argvalues=)?\[").match(text, named.end) if named is not None else None
    if named is None or rows is None:
        return
    names = named.literal.words or tuple(one.strip() for one in named.literal.text.split(","))
    place = rows.end()
    for _ in range(DEFINITIONS_LIMIT):
        row = _ROW.match(text, place)
        given = arguments_at(text, row.end()) if row is not None else None
        if given is None:
            return
        yield from _under(names, given[0])
        place = given[1]


def constructed(text: str, at: int) -> Asserted | None:
    """What C++ declares with its value in brackets, `BigInt a("0x9dca..");`, `std::string I{"nora"};`, where the
    bracket opens at a place."""
    declared = _DECLARED.search(text, max(0, at - 120), at)
    named = recognise(declared["name"]) if declared is not None else None
    effects = effects_of(declared["type"]) if declared is not None else None
    if declared is None or named is None or effects is None or declared["type"] in ("new", "else", "return"):
        return None
    if "string" not in declared["type"].lower() and not effects & {"number", "bytes"}:
        return None
    made = made_by(text, declared["type"], at) if text[at] == "(" else _braced(text, at)
    return None if made is None else Asserted(declared["name"], named, made.literal, made.end)


def _braced(text: str, at: int) -> At | None:
    listed = list_at(text, at)
    if listed is not None and listed.literal.kind == "bytes":
        return listed
    found = literal_at(text, past(SPACE, text, at + 1))
    closing = re.compile(r"\s*+\}").match(text, found.end) if found is not None else None
    return None if found is None or closing is None else At(found.literal, closing.end())


_SETTER = re.compile(
    r"(?:\bstrn?cpy|\bBN_(?:hex|dec)2bn|\bmpz_(?:init_)?set_str|\bmbedtls_mpi_read_string|\bmp_read_radix|\bgcry_mpi_scan"
    r"|\b(?:hex2bin|hex_to_bytes|hexstr2bin|from_?hex))$"
)


_TOLD = re.compile(
    r"(?P<name>[A-Za-z_]\w{0,40})(?:\.|->)(?P<set>(?:[sS]et|[lL]oad|[iI]mport|[fF]rom)_?[A-Z_a-z]\w{2,24})$"
)


_SET = re.compile(r"\.[sS]et_?(?P<name>[A-Za-z]\w{0,40})$")


def told(text: str, at: int) -> Asserted | None:
    """What a variable is told to be: `A.SetString("9dca", 16)`, where the bracket opens."""
    value = _SET.search(text, max(0, at - 60), at)
    meant = recognise(value["name"]) if value is not None else None
    if value is not None and meant is not None:
        found = arguments_at(text, at + 1)
        one = found[0][0][1] if found is not None and len(found[0]) == 1 else None
        return Asserted(value["name"], meant, one, found[1]) if isinstance(one, Literal) and found else None
    setter = _TOLD.search(text, max(0, at - 70), at)
    named = recognise(setter["name"]) if setter is not None else None
    effects = effects_of(setter["set"]) if named is not None and setter is not None else None
    if setter is None or named is None or effects is None:
        return None
    made = made_by(text, "number" if effects <= {"", "number", "text"} else setter["set"], at)
    return None if made is None else Asserted(setter["name"], named, made.literal, made.end)


def put(text: str, at: int) -> Asserted | None:
    """What a call puts into the variable that it is given: `BN_hex2bn(&a, "6097..")`, where its bracket opens."""
    setter = _SETTER.search(text, max(0, at - 40), at)
    found = arguments_at(text, at + 1) if setter is not None else None
    if setter is None or found is None:
        return None
    arguments, end = [one for _, one in found[0]], found[1]
    into = next((one for one in arguments if isinstance(one, str)), "")
    name = into.lstrip("&*").strip()
    named = recognise(name.split(".")[-1].split(">")[-1]) if re.fullmatch(r"[\w.\->]{1,60}", name) else None
    given = [one for one in arguments if isinstance(one, Literal) and one.kind == "text"]
    if named is None or len(given) != 1:
        return None
    ten = "dec" in setter[0] or any(isinstance(one, Literal) and one.text == "10" for one in arguments)
    form = given[0].form if "cpy" in setter[0] else "decimal" if ten else "hex"
    literal = replace(given[0], form=form, said="a string, put into it")
    return Asserted(name, named, literal, end)


def _parameter(written: str) -> str:
    """The name in `string username`, `username: &str`, `$username`, `String username = null`."""
    match = _PARAMETER.search(written.strip())
    return "-" if match is None else (match["typed"] or match["last"])


def _fits(named: ValueName, literal: Literal) -> bool:
    """A name and a password are short texts and no hash or group, anything else is no message to people."""
    if named.name in ("I", "P"):
        if hash_spelled(literal.text) or group_spelled(literal.text):
            return False  # SrpClient(group, "SHA-1", a) is another library's call of that name
        return (
            literal.kind != "number" and literal.form is None and len(literal.text) <= 128 and "\n" not in literal.text
        )
    return (
        literal.kind != "text"
        or literal.form is not None
        or re.fullmatch(r"[0-9a-fA-F\s]{8,}", literal.text) is not None
    )
