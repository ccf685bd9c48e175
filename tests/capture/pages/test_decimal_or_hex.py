"""Digits that may be decimal or hex: what the page's other values say of them."""

from __future__ import annotations

from srpscope.capture.capture import Capture
from srpscope.capture.questions import questions
from tests.capture.made import values_of
from tests.capture.pages.test_printed_values import A, of

X_OF_DIGITS = "1" + "112223334445556667778889990001112223334445556667"
"""A number of 160 bits in decimal, 49 digits, whose repeated ones make hex as likely."""


def page_of_x(beside: str) -> Capture:
    assert len(X_OF_DIGITS) == 49 and int(X_OF_DIGITS) < 1 << 160
    (capture,) = of(f"A = {A.hex()}\nB = {int.from_bytes(A[::-1])}\nx = {X_OF_DIGITS}\n{beside}")
    return capture


def test_digits_that_no_hash_has_in_hex_are_decimal() -> None:
    capture = page_of_x(f"u = {'9a' * 20}\n")
    assert not questions(capture)
    assert int(values_of(capture, "client", "both")["x"], 16) == int(X_OF_DIGITS)
    assert any("x is read as a decimal number: as hex it would be longer" in note for note in capture.notes)


def test_the_account_of_a_page_names_every_form_that_is_still_asked() -> None:
    capture = page_of_x("")
    (asked,) = questions(capture)
    assert asked.value == "x"
    (account,) = [note for note in capture.notes if note.startswith("Read from the page: ")]
    assert "x (decimal or hex, line 3)" in account or "x (hex or decimal, line 3)" in account


def test_a_longer_digest_beside_a_cut_one_is_not_taken_for_decimal() -> None:
    """u cut to 20 bytes says nothing of an x of 64: as a decimal number it would be too long as well."""
    digits = X_OF_DIGITS * 3
    capture = of(f"A = {A.hex()}\nB = {A[::-1].hex()}\nx = {digits[:128]}\nu = {'9a' * 20}\n")[0]
    assert not any("as hex it would be longer" in note for note in capture.notes)
