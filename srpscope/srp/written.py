"""A value as a file, a person or a message writes it, read in the kind that a dialect keeps it in."""

from __future__ import annotations

from srpscope.errors import UserError
from srpscope.printable import HALF_A_PAIR, has_half_a_pair
from srpscope.srp import encodings
from srpscope.srp.dialect import Dialect
from srpscope.srp.encodings import Order
from srpscope.srp.formula import Call
from srpscope.srp.values import BYTE_STRINGS, Kind, Value

FORMS = ("hex", "text", "dec", "b64")

NO_DIGITS = "nothing is written there: a number has one digit at least."


def written(spoken: Dialect, name: str, form: str, content: str, order: Order = "big") -> Value:
    """A value of a values line, an edit or an option. form "" is the natural one of its kind.

    A number is big-endian hex whatever the dialect's byte order, unless `order` says otherwise; a byte string is its
    bytes even where the dialect makes a number of it. Raises UserError in plain words.
    """
    return as_kept(spoken, name, literal(spoken, name, form, content, order))


def as_kept(spoken: Dialect, name: str, value: Value) -> Value:
    """What a dialect hashes of a value that people have in hand: of the whole id of a pool, what stands behind the
    region."""
    mark = spoken.inputs[name].behind if name in spoken.inputs else ""
    return value.partition(mark)[2] or value if mark and isinstance(value, str) else value


def literal(spoken: Dialect, name: str, form: str, content: str, order: Order = "big") -> Value:
    """The same, to the letter: what a side has instead of what is known. Raises UserError in plain words."""
    kind = spoken.kind(name)
    if name in BYTE_STRINGS and form in ("", "hex") and kind == "number":
        digits = "".join(content.split()).removeprefix("0x")
        if len(digits) % 2 == 0 and not digits.startswith("-"):
            return read_value("bytes", form, content)
    return read_value(kind, form, content, order)


def written_on_wire(spoken: Dialect, name: str, form: str, content: str) -> bytes:
    """The bytes of a value that stood on the wire. Raises UserError."""
    if not form and spoken.kind(name) == "text":
        form = "text"
    value = read_value("text" if form == "text" else "bytes", form or "hex", content)
    if isinstance(value, str):
        return encodings.text_bytes(value)
    assert isinstance(value, bytes)
    return value


def read_value(kind: Kind, form: str, content: str, order: encodings.Order = "big") -> Value:
    """A value from its written form. form "" is the natural one: hex for numbers and bytes, text for text.

    Raises UserError in plain words.
    """
    form = form or ("text" if kind == "text" else "hex")
    match form:
        case "text":
            if has_half_a_pair(content):
                raise UserError(f"the text has {HALF_A_PAIR}.")
            value: Value = content
        case "dec":
            try:
                value = encodings.parse_decimal(content)
            except ValueError as error:
                raise UserError(f"{error}.") from None
        case "b64":
            value = _base64(content)
        case "hex":
            return _hex(kind, content, order)
        case _:
            raise UserError(f"{form!r} is none of hex, text, dec, b64.")
    return _as_kind(kind, value, order)


def _hex(kind: Kind, content: str, order: encodings.Order) -> Value:
    digits = "".join(content.split()).removeprefix("0x").replace(":", "")
    negative = digits.startswith("-")
    digits = digits.removeprefix("-")
    try:
        if kind == "number" and order == "big":
            if not digits:
                raise UserError(NO_DIGITS)
            number = int(digits, 16)
            return -number if negative else number
        if negative:
            raise UserError("a minus sign stands in front of bytes; only a number can be negative.")
        if len(digits) % 2:
            raise UserError(f"odd number of hex digits ({len(digits)}): a byte has two.")
        return _as_kind(kind, bytes.fromhex(digits), order)
    except ValueError:
        wrong = next((c for c in digits if c not in "0123456789abcdefABCDEF"), "")
        raise UserError(f"{wrong!r} is no hex digit.") from None


def _base64(content: str) -> bytes:
    import base64
    import binascii

    text = "".join(content.split()).replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise UserError("not base64.") from None


def _as_kind(kind: Kind, value: Value, order: encodings.Order) -> Value:
    if kind == "number" and not isinstance(value, int):
        if isinstance(value, str):
            value = encodings.text_bytes(value)
        if not value:
            raise UserError(NO_DIGITS)
        return int.from_bytes(value, order)
    if kind == "bytes":
        if isinstance(value, str):
            return encodings.text_bytes(value)
        if isinstance(value, int):
            return value.to_bytes(encodings.byte_length(abs(value)), "big")
    if kind == "text" and not isinstance(value, str):
        data = value if isinstance(value, bytes) else value.to_bytes(encodings.byte_length(abs(value)), "big")
        return encodings.bytes_text(data)
    return value


def read_wire(dialect: Dialect, name: str, data: bytes, kind: Kind) -> Value:
    """A value from the bytes that stood on the wire, undoing the text form in which the dialect sends it."""
    formula = dialect.wire_formula(name)
    function = formula.node.function if formula is not None and isinstance(formula.node, Call) else None
    if formula is None and kind == "number":
        function = dialect.encoding  # a number is sent as it is hashed, where the dialect says nothing else
    if kind == "text" and function == "UPPER":
        function = None  # capitals are still the text, and no hex digits of it
    if function in ("HEX", "DEC", "B64", "UPPER"):
        text = encodings.bytes_text(data).strip()
        try:
            if function == "DEC":
                number = encodings.parse_decimal(text)
                return number if kind == "number" else number.to_bytes(encodings.byte_length(number), "big")
            if function == "B64":
                import base64

                data = base64.b64decode(text, validate=True)
            elif kind == "number":
                return int(text or "0", 16)
            else:
                data = bytes.fromhex(text if len(text) % 2 == 0 else "0" + text)
        except ValueError:
            pass  # not the form that the dialect sends: the bytes as they are
    if kind == "number":
        return int.from_bytes(data, dialect.order)
    if kind == "text":
        return encodings.bytes_text(data)
    return data
