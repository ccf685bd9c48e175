"""Forms that strangers bring, met at a sixth look: what consoles and dumpers answer, values in brackets, a proof that
was not the one expected, user names that end as a type is called."""

from __future__ import annotations

import json

import pytest

from srpscope.errors import FileError
from tests.capture.made import of, values, values_of
from tests.capture.pages.test_fifth_sight import listed

S = "b7e02c19d4a85f63908e7d21c6fa3b50"
A = "8c41f7d0e95b2a6f7d3350c18be92f06" * 8
B = "d93a70f25c1e8b4496a7e05d2f8c1b73" * 8


def spewed(name: str, digits: str) -> str:
    data = bytes.fromhex(digits)
    out = f" {name}: ([]uint8) (len={len(data)} cap={len(data)}) {{\n"
    for at in range(0, len(data), 16):
        row = data[at : at + 16]
        shown = "".join(chr(one) if 32 <= one < 127 else "." for one in row)
        out += f"  {at:08x}  {row[:8].hex(' ')}  {row[8:].hex(' ')}  |{shown}|\n"
    return f"{out} }},\n"


def indexed(digits: str) -> str:
    return ", ".join(f"[{at}] = 0x{one:02x}" for at, one in enumerate(bytes.fromhex(digits)))


def of_r(digits: str) -> str:
    data = bytes.fromhex(digits)
    return "\n".join(f"[{at + 1}]".rjust(5) + f" {data[at : at + 20].hex(' ')}" for at in range(0, len(data), 20))


PAGES = {
    "R's print of a list": f'> print(hs)\n$user\n[1] "nora"\n\n$salt\n[1] "{S}"\n\n$client$A\n[1] "{A}"\n\n',
    "R's raw vectors": f'> user\n[1] "nora"\n> salt\n{of_r(S)}\n> A\n{of_r(A)}\n',
    "R's str": f'List of 3\n $ user: chr "nora"\n $ salt: chr "{S}"\n $ A   : chr "{A}"\n',
    "MATLAB": f">> user\n\nuser =\n\n    'nora'\n\n>> salt\n\nsalt =\n\n    '{S}'\n\n>> A\n\nA =\n\n    '{A}'\n\n",
    "Clojure's map": f'user=> (pprint hs)\n{{:username "nora",\n :salt "{S}",\n :client {{:A {int(A, 16)}N}}}}\nnil\n',
    "Go's spew": f'(*srp.Session)(0xc0000b2000)({{\n User: (string) (len=4) "nora",\n{spewed("Salt", S)}'
    f"{spewed('A', A)} Done: (bool) false\n}})\n",
    "Go's spew of big numbers": f'(main.T) {{\n User: (string) (len=4) "nora",\n{spewed("Salt", S)}'
    f" A: (*big.Int)(0xc000012340)({int(A, 16)})\n}}\n",
    "gdb's members": f'(gdb) p ctx->user\n$1 = "nora"\n(gdb) p/x ctx->salt\n$2 = {{{listed(S, "#x")}}}\n'
    f"(gdb) p/x *ctx->A\n$3 = {{{listed(A, '#x')}}}\n",
    "lldb's arrays": f'(lldb) po self->user\n"nora"\n(lldb) p/x self->salt\n(uint8_t[16]) $0 = ({indexed(S)})\n'
    f"(lldb) p/x self->A\n(uint8_t [128]) $1 = ({indexed(A)})\n",
    "brackets of a logger": f"DEBUG c.e.Srp - challenge for user [nora]: salt=[{S}], B=[{B}]\n"
    f"DEBUG c.e.Srp - verify for user [nora]: A=[{A}]\n",
    "console.table": f"┌──────┬─────────┐\n│ (index) │ Values │\n├──────┼─────────┤\n│ user │ 'nora' │\n"
    f"│ salt │ '{S}' │\n│  A   │ '{A}' │\n└──────┴─────────┘\n",
    "bash -x": f"+ USERNAME=nora\n+ SALT={S}\n++ A_PUB={A}\n+ ./login\n",
    "a watch window": f'srp.UserName     "nora"\tstring\nsrp->Salt        "{S}"\tstring\nsrp.A   "{A}"\n',
    "leaders of dots": f"User .......... nora\nSalt .......... {S}\nA .............\n{A[:128]}\n{A[128:]}\n",
    "a value a row": f"step,name,value\n1,username,nora\n2,salt,{S}\n1,A,{A}\n",
    "the number of a session": f'session 17 user="nora" salt="{S}"\nsession 17 A="{A}"\nsession 17 B="{B}"\n',
    "attributes of XML": f'<?xml version="1.0"?>\n<State UserName="nora" Salt="{S}">\n  <A>{A}</A>\n</State>\n',
    "a description of Foundation's": f"(lldb) po session\n<SRPSession: 0x60; user = nora; salt = <{S}>; A = {A}>\n",
    "a formula over its value": f'user = "nora"\ns = 0x{S}\nA  = g^a mod N\n   = 0x{A}\n',
    "a sentence that goes on": f"user: nora\nsalt: {S}\nwarn: "
    f"clientPublic {bytes.fromhex(A).hex('-').upper()} was refused\n",
    "docker's JSON with blanks": "".join(
        json.dumps({"log": f"DEBUG {one}\n", "stream": "stdout"}) + "\n" for one in ("user=nora", f"salt={S}", f"A={A}")
    ),
}


@pytest.mark.parametrize("text", PAGES.values(), ids=PAGES.keys())
def test_user_salt_and_public_value_are_read(text: str) -> None:
    (capture,) = of(text)
    found = values(capture)
    assert (found.get("I"), found.get("s"), found.get("A")) == ("nora", S, A)


DUE, SENT = "5a" * 32, "c3" * 32


@pytest.mark.parametrize(
    "said",
    [
        f"WARN proof mismatch: expected {DUE} got {SENT}",
        f"M1 mismatch (want {DUE}, got {SENT})",
        f"M1: expected={DUE} actual={SENT}",
        f"bad client proof: got {SENT}, want {DUE}",
        f"AssertionError: M1 expected:<{DUE}> but was:<{SENT}>",
        json.dumps({"msg": "client proof mismatch", "got": SENT, "want": DUE}),
    ],
)
def test_a_proof_that_was_not_the_one_expected(said: str) -> None:
    page = json.dumps({"msg": "start", "salt": S, "A": A, "B": B}) if said[:1] == "{" else f"salt={S}\nA={A}\nB={B}"
    (capture,) = of(f"{page}\n{said}\n")
    assert (values_of(capture, "wire")["M1"], values_of(capture, "server")["M1"]) == (SENT, DUE)


@pytest.mark.parametrize("user", ["hanno", "bruno", "germany", "saint", "quint"])
def test_a_user_whose_name_ends_as_a_type_does(user: str) -> None:
    (capture,) = of(f"user={user}\nsalt={S}\nA={A}\n")
    assert values(capture)["I"] == user


@pytest.mark.parametrize("kind", ["string", "&str", "Optional[str]", "final String", "no", "&'a str"])
def test_a_type_is_no_user(kind: str) -> None:
    (capture,) = of(f"user: {kind}\nsalt: {S}\nA: {A}\n")
    assert "I" not in values(capture)


def test_the_map_of_elixir_is_no_user() -> None:
    bytes_ = f"<<{listed(S)}>>"
    (capture,) = of(f'[debug] SRP login: %{{username: "nora", salt: {bytes_}}}\n\n[debug] A: <<{listed(A)}>>\n')
    found = values(capture)
    assert (found["I"], found["s"], found["A"]) == ("nora", S, A)


def test_what_gdb_shows_in_part_is_left_out() -> None:
    with pytest.raises(FileError):
        of(f"(gdb) p/x ctx->A\n$3 = {{{listed(A, '#x')}...}}\n")


@pytest.mark.parametrize(
    "text", ["> B\n[1] 3\n> K\n[1] 12\n", "A =\n\n     1     2\n     3     4\n\nB =\n\n    'text'\n"]
)
def test_numbers_of_a_console_are_no_handshake(text: str) -> None:
    with pytest.raises(FileError):
        of(text)


def test_a_step_that_is_done_is_no_password() -> None:
    (capture,) = of(f"Salt ........ {S}\nA ........ {A}\nPassword ........ OK\n")
    assert "P" not in values(capture)


def test_a_side_beside_each_value() -> None:
    (capture,) = of(f"side,name,value\nclient,S,{A}\nserver,S,{B}\nclient,salt,{S}\nclient,M1,{'5a' * 32}\n")
    assert (values_of(capture, "client")["S"], values_of(capture, "server")["S"]) == (A, B)
