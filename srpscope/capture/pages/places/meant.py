"""A place whose name means another value than it says alone: a small p, a capital U, an N of a few digits."""

from __future__ import annotations

import re
from dataclasses import replace

from srpscope.capture.pages.literals.byte_lists import Literal
from srpscope.capture.pages.literals.forms import LiteralReading, text_of_literal
from srpscope.capture.pages.names import GROUP_BITS, ValueName, words_of
from srpscope.capture.pages.places.place import PagePlace


def as_meant(place: PagePlace) -> PagePlace:
    """The place under the name that its literal tells."""
    return _user_U(_size_of_N(_modulus_p(place)))


def is_text(literal: Literal) -> bool:
    """Whether a bytes literal spells a text: b"tea4two", and not b"\\xc7\\x1c.."."""
    return literal.raw and text_of_literal(literal) is not None


def _size_of_N(place: PagePlace) -> PagePlace:
    """`N: 1024` says how many bits N has: the group, and no modulus."""
    said = place.text if place.literal is None else place.literal.text
    if place.named.name != "N" or said.strip() not in GROUP_BITS:
        return place
    return replace(place, named=ValueName(("group",)), literal=None, text=said)


def _user_U(place: PagePlace) -> PagePlace:
    """RFC 2945 calls the user name U: `UBin = <<"nora">>` is a text, and no scrambling parameter."""
    said = "" if place.literal is None else text_of_literal(place.literal) or ""
    if place.named.name != "u" or words_of(place.spelling)[:1] != ["U"] or not _USER_NAME.fullmatch(said):
        return place
    return replace(place, named=ValueName(("I",), place.named.side))


_LIST = re.compile(r"\s*\[[\d,\s\-]{64,}\]?\s*")
"""Bytes as JSON has them: Telegram's prime."""
_USER_NAME = re.compile(r"(?![0-9a-fA-F]{8,}$)[A-Za-z][\w.@+\-]{1,63}")


def _modulus_p(place: PagePlace) -> PagePlace:
    """Small p is a password where it is text, and the modulus where it is a number or a list of bytes."""
    letter = "".join(words_of(place.spelling)[-1:])
    if place.named.name != "P" or letter not in ("p", "P"):
        return place
    literal = place.literal
    digits = re.sub(r"[\s:]|^0[xX]", "", place.text if literal is None else literal.text)
    as_number = literal is not None and (literal.kind == "number" or (literal.kind == "bytes" and not is_text(literal)))
    if letter == "p" and literal is None and _LIST.fullmatch(place.text[:4_000]):
        as_number = True
    if (as_number and letter == "p") or (
        len(digits) >= (64 if letter == "p" else 128) and re.fullmatch(r"[0-9a-fA-F]+", digits)
    ):
        return replace(place, named=replace(place.named, names=("N",)))
    return place


_WRITTEN_SALT = re.compile(r"(?=.*[a-z]{3})(?=.*[-_. ])[a-z\d]{2,12}(?:[-_. ][a-z\d]{2,12}){1,4}")
"""Small letters in groups, a word among them: `85f8-tea`. Base64url of as many characters has capitals too."""


def text_salt(literal: Literal) -> LiteralReading | None:
    """A salt that somebody wrote as a text, as Meteor's are: its characters are the bytes."""
    if literal.kind != "text" or literal.form is not None or len(literal.text) > 40:
        return None
    if not _WRITTEN_SALT.fullmatch(literal.text) or re.fullmatch(r"[\da-f\-. ]+", literal.text):
        return None
    return LiteralReading("a text", literal.text.encode().hex())


def is_sentence(place: PagePlace) -> bool:
    """Whether bytes that should have been drawn or computed are a text that somebody wrote: b"Subject: hello"."""
    literal = place.literal
    if place.named.name in ("s", "K", "nonce") or literal is None or not literal.raw or len(literal.data) < 8:
        return False
    if re.fullmatch(rb"[0-9a-fA-F\s]+", literal.data):
        return False
    try:
        return all(one.isprintable() or one in "\r\n\t" for one in literal.data.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def looks_like_a_value(place: PagePlace) -> bool:
    """Whether a text that could not be read is worth a word: most strings of a program are messages to people."""
    text = place.text if place.literal is None else place.literal.text
    return re.search(r"[0-9a-fA-F]{16}|[A-Za-z0-9+/]{32}", text) is not None
