"""Forms that strangers bring, met at a fifth look: dumps under a frame, Zephyr's rows, Rust's {:x?}, SQL's rows,
requests of one log-in, logcat's columns, Go's signs, what stands below a comment."""

from __future__ import annotations

import json

import pytest

from srpscope.errors import FileError
from tests.capture.made import of, values

S = "c1b2537909a8581eb5a727673a2441ee"
A = "9dca5d5f96281e2e4f4a50b1d5bb0f4b" * 8
B = "31c0ffee96281e2e4f4a50b1d5bb0f4b" * 8


def rows(digits: str, mark: str = "", width: int = 32, gap: str = " ", upper: bool = False) -> str:
    out = []
    for at in range(0, len(digits), width):
        row = digits[at : at + width]
        pairs = gap.join(row[one : one + 2] for one in range(0, len(row), 2))
        out.append(mark + (pairs.upper() if upper else pairs))
    return "\n".join(out)


def words(digits: str) -> str:
    return " ".join(digits[at : at + 8] for at in range(0, len(digits), 8))


def beside_text(digits: str) -> str:
    out = []
    for at in range(0, len(digits), 32):
        row = bytes.fromhex(digits[at : at + 32])
        shown = "".join(chr(one) if 32 <= one < 127 else "." for one in row)
        pairs = " ".join(f"{one:02x}" for one in row[:8]), " ".join(f"{one:02x}" for one in row[8:])
        out.append(f"{' ' * 37}{pairs[0]}  {pairs[1]} |{shown[:8]} {shown[8:]}")
    return "\n".join(out)


def listed(digits: str, how: str = "d", comma: str = ", ") -> str:
    data = bytes.fromhex(digits)
    return comma.join(
        str(one - 256 if how == "s" and one > 127 else one) if how in "ds" else format(one, how) for one in data
    )


AT = "2024-05-02 09:11:02.402 10978-11083/com.example.prov D/ESP:Security2: "

PAGES = {
    "a frame with a length": f"=== [salt] (len:16) ===\n{rows(S, upper=True)}\n"
    f"=== [A] (len:128) ===\n{rows(A, upper=True)}\nfree: 201223\n",
    "a frame of hyphens": f"--- salt (16 bytes) ---\n{rows(S)}\n\n--- A (128 bytes) ---\n{rows(A)}\n",
    "Zephyr": f"[00:00:04.112,732] <dbg> hap_srp: pair_setup: Salt\n{beside_text(S)}\n"
    f"[00:00:04.933,100] <dbg> hap_srp: pair_setup: Client public key\n{beside_text(A)}\n"
    "[00:00:05.120,001] <inf> hap_srp: done\n",
    "Rust's {:x?}": f"salt = [{listed(S, 'x')}]\na_pub = [{listed(A, 'x')}]\n",
    "Rust's {:02x?}": f"salt = [{listed(S, '02x')}]\na_pub = [{listed(A, '02x')}]\n",
    "logcat of old Android Studio": f"{AT}salt = [{listed(S, 's')}]\n{AT}Client public key A = [{listed(A, 's')}]\n",
    "Go's %+v with big numbers": f"session: &{{Salt:[{listed(S, comma=' ')}] A:+{int(A, 16)} Verified:false}}\n",
    "Erlang below a comment": f"-module(v).\n-export([t/0]).\ngetSalt() -> <<16#{S}:128>>.\n\n"
    f'getClientPublic() ->\n    %hexstr2bin("{"ab" * 32}").\n    <<16#{A}:1024>>.\n',
    "Lisp": f'(defparameter *salt* (ironclad:hex-string-to-byte-array "{S}"))\n(defparameter *client-public* #x{A})\n',
    "Java's own classes": f'SRP6Variable A = new SRP6CustomIntegerVariable(\n    new Hex("{words(A[:64])}" +\n'
    f'    "    {words(A[64:])}"), ByteOrder.BIG_ENDIAN);\nBytes s = new Hex("{S}");\nString I = "nora";\n',
}


@pytest.mark.parametrize("text", PAGES.values(), ids=PAGES.keys())
def test_salt_and_public_value_are_read(text: str) -> None:
    (capture,) = of(text)
    found = values(capture)
    assert (found.get("s"), found.get("A")) == (S, A)


@pytest.mark.parametrize(
    "text",
    ["A = [a, b, c]\nB = [d, e]\n", "u = [a, b, c, d, e, f, a, b, c]\n", "S = [ab, cd, EF, 3, 44, 55, 66, 77]\n"],
)
def test_letters_in_a_list_are_names(text: str) -> None:
    with pytest.raises(FileError):
        of(text)


@pytest.mark.parametrize("rows_apart", [True, False], ids=["rows on lines", "one line"])
def test_every_row_that_sql_inserts_is_an_account(rows_apart: bool) -> None:
    mark = ",\n" if rows_apart else ","
    other = "ab" * 16
    text = (
        "INSERT INTO `accounts` (`id`, `username`, `salt`, `verifier`, `email`) VALUES\n"
        f"(1, 'nora', X'{S}', X'{A}', 'it''s@example.test'){mark}(2, 'tobias', X'{other}', X'{B}', 'b@example.test');\n"
    )
    found = [values(one) for one in of(text, "dump.sql")]
    assert [(one["I"], one["s"], one["v"]) for one in found] == [("nora", S, A), ("tobias", other, B)]


def test_the_requests_of_one_log_in_are_one_handshake() -> None:
    first = {"username": "nora", "A": A}
    again = {"username": "nora", "M1": "5a" * 20}
    items = [
        {"request": {"method": "POST", "body": {"raw": json.dumps(first)}, "url": "https://example.test/start"}},
        {"request": {"method": "POST", "body": {"raw": json.dumps(again)}, "url": "https://example.test/proof"}},
    ]
    (capture,) = of(json.dumps({"item": items}), "collection.json")
    assert values(capture) | {"I": "nora", "A": A, "M1": "5a" * 20} == values(capture)


def test_two_records_of_a_list_stay_two() -> None:
    records = [{"I": "nora", "A": A, "s": S}, {"I": "nora", "A": B, "s": S}]
    assert [values(one)["A"] for one in of(json.dumps(records), "vectors.json")] == [A, B]


def test_bytes_below_a_name_with_a_colon_in_a_log_of_esp_idf() -> None:
    name = "I (1190) security2: "
    proof = "5a" * 64
    text = (
        f"I (1100) security2: Username: nora\n{name}Salt:\n{rows(S, name)}\n"
        f"{name}Client public key:\n{rows(A * 3, name)}\n"
        f"I (1150) wifi: beacon\n{name}Client proof:\n{rows(proof, name)}\nI (1300) security2: Verifying\n"
    )
    (capture,) = of(text, "monitor.log")
    found = values(capture)
    assert (found["s"], found["A"], found["M1"], found["I"]) == (S, A * 3, proof, "nora")


def test_a_sentence_names_its_user_password_and_the_blocks_below() -> None:
    text = (
        "Hi, I try to log in as `nora` with the password `tea4two` and it says no.\n\n"
        f"The salt it sends is `{S}`, my A is\n\n    {A}\n\nand the B I get back is\n\n    {B}\n"
    )
    (capture,) = of(text, "issue.md")
    assert values(capture) | {"I": "nora", "P": "tea4two", "s": S, "A": A, "B": B} == values(capture)


def test_a_count_called_n_under_larger_numbers_is_no_modulus() -> None:
    with pytest.raises(FileError):
        of("N = 128\nk = 3\nx = [12, 15, 18, 21, 200, 17, 16, 15]\nS = 1000\nv = [250, 251, 252, 253, 254, 255, 1]\n")


def test_a_line_that_ends_as_a_statement_is_one_however_long_its_literal() -> None:
    text = f'SRPValue A = new SRPValue("{A * 3}");\nSRPValue s = new SRPValue("{S}");\n'
    (capture,) = of(text, "Vectors.java")
    assert values(capture) | {"A": A * 3, "s": S} == values(capture)
