"""Whole documents, as RFCs are: prose between structures, pages that break, groups in a list; and numbered vectors."""

from __future__ import annotations

import textwrap

import pytest

import srpscope
from srpscope.capture.formats import read
from srpscope.capture.pages.lines import read_page
from srpscope.capture.source import Source
from srpscope.session.opening import read_text
from srpscope.srp.primitives.groups import group
from tests.capture.pages.test_third_sight import captures, values

PROSE = (
    "   The client computes this value from its own exponent as the section before\n"
    "   explains, and the server must end the handshake with an alert if A % N = 0.\n\n"
)
CODE = (
    "      struct {\n         opaque salt<1..2^8-1>;\n      } Params;\n\n"
    "      I, P = <read from user>\n      A = g^a % N\n      S = (B - (k * g^x)) ^ (a + (u * x)) % N\n\n"
)
FOOT = "Ahn, et al.                  Informational                     [Page 7]"
HEAD = "RFC 0000                  Zero Bytes in Handshakes           November 2026"


def words(number: int | bytes, indent: int = 9) -> list[str]:
    digits = number.hex() if isinstance(number, bytes) else f"{number:x}"
    digits = digits.zfill(-(-len(digits) // 8) * 8).upper()
    text = " ".join(digits[at : at + 8] for at in range(0, len(digits), 8))
    return [" " * indent + line for line in textwrap.wrap(text, 62)]


def padded(value: object) -> bytes:
    """The bytes of a value of the API: a number as short as it is."""
    assert isinstance(value, int | bytes)
    return value if isinstance(value, bytes) else value.to_bytes(max(1, -(-value.bit_length() // 8)))


def document(handshake: srpscope.Handshake) -> str:
    lines = [PROSE, CODE, PROSE]
    for bits, known in ((1024, group("rfc5054-1024")), (2048, group("rfc5054-2048"))):
        lines += [f"   {bits}-bit Group\n", "      The hexadecimal value for the prime is:\n", *words(known.N), ""]
        lines += [f"      The generator is: {known.g}.\n"]
    known = group("rfc5054-3072")
    lines += [
        "   3072-bit Group\n",
        "      This prime is: 2^3072 - 2^3008 - 1 + 2^64 * { [2^2942 pi] +",
        "      1690314 }\n",
    ]
    lines += ["      Its hexadecimal value is:\n", *words(known.N), "", f"      The generator is: {known.g}.\n", PROSE]
    lines += ['      I = "nora"\n', '      P = "tea for two"\n', "      N, g = <1024-bit parameters from Appendix A>\n"]
    sent = handshake.values("client")
    for name in ("s", "a", "A", "B", "u", "S"):
        shown = words(padded(sent[name]))
        if name == "A":  # the page ends within the number
            shown[2:2] = ["", "", "", FOOT, "", HEAD, "", ""]
        lines += [f"      {name} =\n", *shown, ""]
    return "\n".join(lines)


def test_a_document_is_read_as_printed_text_and_a_number_goes_on_behind_a_page_break():
    handshake = srpscope.make("rfc5054", "nora", "tea for two", group="rfc5054-1024", hash="sha1")
    [found] = captures(document(handshake), "rfc0000.txt")
    assert found.header["group"] == "rfc5054-1024"
    read_values = values(found)
    assert (read_values["I"], read_values["P"]) == ("nora", "tea for two")
    sent = handshake.values("client")
    assert {name: int(read_values[name], 16) for name in ("s", "a", "A", "B", "u", "S")} == {
        name: int.from_bytes(padded(sent[name])) for name in ("s", "a", "A", "B", "u", "S")
    }
    assert "N" not in read_values and "g" not in read_values


def test_a_prime_that_is_given_by_its_formula_first_is_a_modulus():
    known = group("rfc5054-3072")
    lines = [
        "   The prime is: 2^3072 - 2^3008 - 1 + 2^64 * { [2^2942 pi] + 1690314 }\n",
        "   Its hexadecimal value is:\n",
    ]
    exchanged = f"\n   The generator is: 5.\n\n   A = {'9d' * 384}\n   B = {'7c' * 384}\n"
    [found] = captures("\n".join([*lines, *words(known.N)]) + exchanged)
    assert int(values(found)["N"], 16) == known.N


def test_a_remainder_of_nothing_and_words_in_angles_are_no_values():
    [found] = captures(f"P = <read from user>\nabort if A % N = 0\nA = {'9d' * 128}\nB = {'7c' * 128}\n")
    assert values(found) == {"A": "9d" * 128, "B": "7c" * 128}


def test_numbered_names_are_several_users_and_not_two_salts_of_one():
    users = [("nora", "tea"), ("ole", "cake"), ("zita", "milk")]
    made = [srpscope.make("rfc5054", *user, group="rfc5054-1024", hash="sha1").values("server") for user in users]
    text = "use srp::server;\n\n" + "".join(
        f'const USERNAME_{at}: &str = "{user}";\nconst PASSWORD_{at}: &str = "{password}";\n'
        f"const SALT_{at}: [u8; 16] = {list(one['s'])};\nconst VERIFIER_{at}: &[u8] = &{list(padded(one['v']))};\n\n"
        for at, ((user, password), one) in enumerate(zip(users, made, strict=True), 1)
    )
    found = read(Source.of_bytes(text.encode(), "users.rs"))
    assert [(values(one)["I"], values(one)["s"], int(values(one)["v"], 16)) for one in found] == [
        (user, one["s"].hex(), int.from_bytes(padded(one["v"]))) for (user, _), one in zip(users, made, strict=True)
    ]


def test_one_numbered_name_alone_is_no_value():
    [found] = captures(f"password2 = hunter\nusername2 = bob\nA = {'9d' * 128}\nB = {'7c' * 128}\n")
    assert values(found) == {"A": "9d" * 128, "B": "7c" * 128}


def test_tests_of_one_exchange_by_two_formulas_and_of_another_user_stay_apart():
    """Each shares what the others say, or lacks what would tell it from them: neither makes them one."""
    known = group("rfc5054-1024")
    made = srpscope.make("rfc5054", "nora", "tea", group="rfc5054-1024", hash="sha256").values("client")
    lines = ["using NUnit.Framework;", "public class ClientTests", "{"]
    for name, user, proved in (("Six", "nora", "5a"), ("SixA", "nora", "7c"), ("Other", "ole", "")):
        lines += ["    [Test]", f"    public void {name}()", "    {", f'        var username = "{user}";']
        given = {"salt": padded(made["s"]).hex()}
        if proved:
            given |= {
                "clientSecret": f"{made['a']:x}",
                "B": f"{made['B']:x}",
                "K": proved * 32,
                "M1": proved[::-1] * 32,
            }
        else:
            given |= {"salt": "d4" * 16, "verifier": f"{pow(known.g, 77, known.N):x}{'9e' * 96}"}
        lines += [f'        var {key} = "{value}";' for key, value in given.items()] + ["    }"]
    found = read_text("\n".join([*lines, "}"]), "ClientTests.cs").captures
    assert [(values(one)["I"], values(one).get("K")) for one in found] == [
        ("nora", "5a" * 32), ("nora", "7c" * 32), ("ole", None)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "user", "password"),
    [
        ("username/password: nora/tea4two", "nora", "tea4two"),
        ("I / P = nora / tea4two", "nora", "tea4two"),
        ("| login / pass | `nora` / `tea 4 two` |", "nora", "tea 4 two"),
        ('(I, P) = ("nora", "tea, for two")', "nora", "tea, for two"),
        ("I, P = b'bob', b'beta'", "bob", "beta"),
        ("user:pass = nora:tea4two", "nora", "tea4two"),
        ('User and password are "nora" and "tea4two".', "nora", "tea4two"),
    ],
)
def test_a_user_and_a_password_that_are_given_in_one_are_two(line: str, user: str, password: str) -> None:
    [found] = captures(f"{line}\nsalt: {'5e' * 16}\nA: {'9d' * 128}\n")
    assert values(found) == {"I": user, "P": password, "s": "5e" * 16, "A": "9d" * 128}


@pytest.mark.parametrize(
    "line",
    ["login/pass: nora / tea/4/two", "username/password: see below", "user and password are required and checked"],
)
def test_of_what_is_not_plain_neither_is_read(line: str) -> None:
    [found] = captures(f"{line}\nsalt: {'5e' * 16}\nA: {'9d' * 128}\n")
    assert values(found) == {"s": "5e" * 16, "A": "9d" * 128}


def test_what_a_program_asks_to_be_empty_is_no_password_and_a_point_of_a_curve_no_public_value() -> None:
    asked = (
        "<?php\nclass SrpClient {\n    function x($salt, $username, $password) {\n"
        "        if (trim($username) === '' || trim($password) === \"\") {\n"
        "            return null;\n        }\n    }\n}\n"
    )
    assert not read_page(list(enumerate(asked.splitlines(), 1))).values
    curve = f"const SRP_VECTOR = {{\n  hash: 'SHA256',\n  expectedPubKey: '02{'9d' * 32}',\n}};\n"
    assert [one.name for one in read_page(list(enumerate(curve.splitlines(), 1))).values] == ["hash"]


def test_a_legend_and_formulas_are_not_told_as_values_that_cannot_be_read() -> None:
    legend = "| `N` | A large 1024-bit prime, the same for all |\n| `M1` | `H(H(N)⊕H(g), H(I), s, A, B, K)` |\n"
    [found] = captures(
        f"| Term | Meaning |\n|---|---|\n{legend}\nS = (A * v^u) ^ b mod N\nA: {'9d' * 128}\nB: 0x9dcag5d5f\n"
    )
    assert [note.split(" is ")[0] for note in found.notes if "left out" in note] == ["line 8: B"]


def test_a_log_of_TLS_has_other_keys_and_other_codes() -> None:
    lines = [
        "|<9>| ENC[0x5]: cipher: NULL, MAC: MAC-NULL, Epoch: 0",
        f"\tSRP U: {'f7' * 20}",
        f"\tSRP B: {'0d' * 256}",
        f"\tSRP A: {'40' * 256}",
        f"|<9>| INT: PREMASTER SECRET[256]: {'29' * 256}",
        f"|<9>| INT: CLIENT MAC KEY [20]: {'20' * 20}",
        f"|<9>| INT: SERVER WRITE KEY [32]: {'1b' * 32}",
    ]
    [found] = captures("\n".join(lines))
    assert set(values(found)) == {"u", "A", "B", "S"}
    assert not [note for note in found.notes if "left out" in note]
