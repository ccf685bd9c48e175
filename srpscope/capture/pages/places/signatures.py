"""Arguments by position: `SRPContext("alice", "password123")`, `derivePrivateKey(salt, "alice", "secret")`.

Which argument is which comes from the definition where it stands on the page itself, else from a table of the calls
that public libraries have. A call that is in neither says nothing by position.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from srpscope.capture.pages.literals.blanks import SPACE, past
from srpscope.capture.pages.literals.byte_lists import At, Literal, list_at
from srpscope.capture.pages.literals.conversions import effects_of
from srpscope.capture.pages.literals.reader import literal_at, made_by
from srpscope.capture.pages.names import ValueName, recognise
from srpscope.capture.pages.places.assertions import Asserted, arguments_at

DEFINITIONS_LIMIT = 500

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


class Signatures:
    """What the calls of a page mean by position: its own definitions, and the libraries'."""

    def __init__(self, text: str) -> None:
        self._own: dict[str, list[tuple[str, ...]]] = {}
        for index, match in enumerate(_DEFINED.finditer(text)):
            if index >= DEFINITIONS_LIMIT:
                break
            given = tuple(_parameter(one) for one in match["given"].split(","))
            # hexequal(a, b) compares any two things: words have to say what they are
            if sum(len(one) > 2 and recognise(one) is not None for one in given) >= 2:
                self._own.setdefault(match["name"], []).append(given)

    def given(self, text: str, at: int) -> Iterator[tuple[int, str, ValueName, Literal]]:
        """(place, spelling, meaning, literal) of each argument that is a literal, of the call whose bracket opens at a
        place; nothing where the call is not known."""
        called = _NAME_BEFORE.search(text, max(0, at - 110), at)
        if called is None:
            return
        choices = self._own.get(called[1]) or _KNOWN.get(called[1]) or _KNOWN.get(called[1][:1].lower() + called[1][1:])
        if not choices:
            return
        found = arguments_at(text, at + 1)
        if found is None:
            return
        arguments = found[0]
        while arguments and isinstance(arguments[-1][1], str) and re.match(r"\w+\s*[=:](?!:)", arguments[-1][1]):
            arguments.pop()  # named ones are read by their names
        names = next((one for one in choices if len(one) == len(arguments)), choices[0])
        if len(arguments) > len(names) and choices is not self._own.get(called[1]):
            arguments = arguments[: len(names)]
        for (place, argument), name in zip(arguments, names, strict=False):
            named = recognise(name) if name != "-" else None
            if named is not None and isinstance(argument, Literal) and _fits(named, argument):
                yield place, f"{called[1]}(.. {name} ..)", named, argument


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
    """A name and a password are short texts, anything else is no message to people."""
    if named.name in ("I", "P"):
        return (
            literal.kind != "number" and literal.form is None and len(literal.text) <= 128 and "\n" not in literal.text
        )
    return (
        literal.kind != "text"
        or literal.form is not None
        or re.fullmatch(r"[0-9a-fA-F\s]{8,}", literal.text) is not None
    )
