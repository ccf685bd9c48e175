"""The fix of a mistake is of its place and of its dialect: what is written without zeros is told no padding."""

from __future__ import annotations

import pytest

from srpscope.languages import FIXED
from srpscope.srp.dialect import dialect
from srpscope.srp.edit import Edit
from srpscope.why.finding import Finding, Proof
from srpscope.why.telling.fixes import Fix, RightLine, fixes_for, kinds


def fix(name: str, spoken: str, *changes: Edit, language: str = "python") -> Fix:
    right = RightLine(dialect(spoken), "sha256", None, 2, lambda operand: 384)
    (found,) = fixes_for(Finding("client", (name,), changes, "K", Proof("M1", b"")), language, right)
    return found


def about(kind: str, **others: str) -> str:
    text = kinds()[kind].about
    if kind == "width" and others.pop("own", ""):
        text = text.replace("all LENGTH bytes", "all its bytes")
    text = text.replace("LENGTH", "384")
    for word, other in others.items():
        text = text.replace(word, other)
    return text


@pytest.mark.parametrize(
    ("name", "spoken", "kind"),
    [
        ("right-padded@K:S", "rfc5054", "strip"),
        ("minimal@u:A", "rfc5054", "pad"),
        ("minimal@k:N", "cognito", "sign-byte-due"),
        ("u-unpadded", "cognito", "sign-byte-due"),
        ("u-padded", "cognito", "sign-byte-due"),
        ("nul@x:P", "rfc5054", "credential"),
        ("percent@P", "rfc5054", "credential"),
        ("head-31@x:I | ':' | P", "rfc5054", "credential"),
        ("head-8@s", "rfc5054", "width"),
        ("bytes-hex@s", "rfc5054", "text-form"),
        ("constant-example@s:s", "rfc5054", "which-value"),
        ("loose-hex@x:H(I | ':' | P)", "rfc5054", "text-form"),
        ("text-other@pool:eu-west-1_ in front of pool", "cognito", "spelling"),
        ("x-signed", "rfc5054", "read-unsigned"),
        ("x-name-lower", "rfc5054", "credential"),
        ("salt-replaced", "rfc5054", "keep-bytes"),
        ("s-absolute", "rfc5054", "remainder"),
    ],
)
def test_the_fix_is_of_its_place(name: str, spoken: str, kind: str) -> None:
    for language in FIXED:
        assert fix(name, spoken, language=language).about == about(kind)


def test_a_number_that_is_written_short_has_no_full_length() -> None:
    assert fix("nul@K:S", "rfc5054").about == about("width", own="S")
    assert fix("empty@K:S", "rfc5054").about == about("width", own="S")
    assert "LENGTH" not in fix("length-4@K:S", "rfc5054").about


def test_the_order_of_bytes_is_the_dialects() -> None:
    assert fix("reversed@K:S", "rfc5054").about == about("order", ENDIAN="big-endian")
    assert fix("reversed@K:S", "wow").about == about("order", ENDIAN="little-endian")
    assert fix("x-little-endian", "rfc5054").about == about("read-order", ENDIAN="big-endian")
    assert fix("x-little-endian", "rfc5054", language="java").right == "number(new BigInteger(1, digest));"
    assert fix("read-big@u:H(A | B)", "wow", language="java").right.startswith("// u = ")
