"""The functions of numbers: how one becomes bytes or text, how bytes and text become one, and the arithmetic that
languages do otherwise than mathematics (signs, cuts, floats)."""

from __future__ import annotations

from srpscope.srp import encodings, limits
from srpscope.srp.functions.function import Arguments, Function, of_bytes, of_number
from srpscope.srp.outcome import Failure
from srpscope.srp.values import Kind

# As bytes


def _rpad(call: Arguments) -> bytes:
    """Minimal, zeros behind up to n bytes or the length of N: what `ljust` or a copy to an array's start gives."""
    value = call.value(0)
    data = encodings.minimal(value, call.settings.zero) if isinstance(value, int) else call.octets(0)
    return data.ljust(call.count(1, "the length", limits.LENGTH_BYTES) if call.given(1) else call.width(), b"\0")


def _zfill(call: Arguments) -> bytes:
    """Minimal, the character 0 in front up to n bytes or the length of N: Python's `zfill`, `rjust(n, "0")`,
    `str_pad`, which fill with text. fill: 'blank' for what they take where nobody says with what."""
    value = call.value(0)
    data = encodings.minimal(value, call.settings.zero) if isinstance(value, int) else call.octets(0)
    sign = b"0" if call.word("fill") == "zero" else b" "
    return data.rjust(call.count(1, "the length", limits.LENGTH_BYTES) if call.given(1) else call.width(), sign)


def _twos(call: Arguments) -> bytes:
    """The number's lowest n bytes in two's complement, sign extended: casts and writes of a fixed width."""
    length = call.count(1, "the length", limits.LENGTH_BYTES)
    return (call.number(0) & ((1 << 8 * length) - 1)).to_bytes(length, "big")


def _der(number: int) -> bytes:
    """A DER INTEGER (X.690 8.3): 02, the length, two's complement."""
    content = encodings.signed(number)
    size = len(content)
    if size < 128:
        return bytes([2, size]) + content
    long = size.to_bytes(encodings.byte_length(size), "big")
    return bytes([2, 0x80 | len(long)]) + long + content


def _prefixed(call: Arguments) -> bytes:
    """The length of the bytes as an n-byte number in front of them (SSH's string and mpint, BN_bn2mpi, TLS vectors)."""
    data, width = call.octets(0), call.count(1, "the length's own length", 8)
    try:
        return len(data).to_bytes(width, "big" if call.word("order") == "big" else "little") + data
    except OverflowError:
        raise Failure(f"{len(data)} does not fit in {width} bytes") from None


def _drop_zero(call: Arguments) -> bytes:
    """One 00 in front (or behind) lost, where there is one."""
    data = call.octets(0)
    if call.word("end") == "front":
        return data[1:] if data[:1] == b"\0" else data
    return data[:-1] if data[-1:] == b"\0" else data


def _words(call: Arguments) -> bytes:
    """The bytes of each n-byte word turned round, those of a last short one too."""
    data, width = call.octets(0), call.count(1, "the bytes of a word", 16)
    if width == 0:
        raise Failure("a word of 0 bytes")
    return b"".join(data[start : start + width][::-1] for start in range(0, len(data), width))


# Read from bytes and text


def _number(call: Arguments) -> int:
    """The number of a text of digits. read='prefix': as far as they are digits, as JavaScript's parseInt does."""
    text = call.text(0).strip()
    base = call.count("base", "the base", 36) if call.given("base") else 10
    if base < 2:
        raise Failure("the base is at least 2")
    if len(text) > _MOST_DIGITS:
        raise Failure(f"a number of more than {_MOST_DIGITS:,} digits")
    sign = -1 if text.startswith("-") else 1
    digits = text.removeprefix("-").removeprefix("+").lower()
    if base == 16:
        digits = digits.removeprefix("0x")
    valid = len(digits) - len(digits.lstrip(_DIGITS[:base]))
    if not valid or (call.word("read") == "whole" and valid < len(digits)):
        raise Failure(f"not a number in base {base}")
    digits = digits[:valid]
    return sign * (encodings.parse_decimal(digits) if base == 10 else int(digits, base))


_MOST_DIGITS = limits.PRODUCT_BITS
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


# As text


def _radix(call: Arguments) -> str:
    """The number's text in another base, 2 to 36, lower case: toString(36)."""
    number, base = call.number(0), call.count(1, "the base", 36)
    if base < 2:
        raise Failure("the base is at least 2")
    if number.bit_length() > limits.NUMBER_BITS:
        raise Failure(f"a number of more than {limits.NUMBER_BITS:,} bits")
    rest, digits = abs(number), ""
    while rest:
        rest, digit = divmod(rest, base)
        digits += _DIGITS[digit]
    return ("-" if number < 0 else "") + (digits[::-1] or "0")


_PHP_INT_MAX = (1 << 63) - 1
_PHP_DIGITS = 64
"""As many digits as PHP's base_convert writes of a float, the lowest ones."""


def _base_convert(call: Arguments) -> str:
    """A text of digits from one base into another as PHP's base_convert has it: characters that are no digits are
    passed over, and a number over an int is added up as a float and taken apart as one."""
    text, start, end = call.text(0), call.count(1, "the base", 36), call.count(2, "the base", 36)
    if min(start, end) < 2:
        raise Failure("the base is at least 2")
    valid = _DIGITS[:start]
    values = [_DIGITS.index(one) for one in text.lower() if one in valid]
    number: int | float = 0
    for value in values:
        number = number * start + value
        if isinstance(number, int) and number > _PHP_INT_MAX:
            number = float(number // start) * start + value
    if number == float("inf"):
        raise Failure("more than a float holds")
    digits = ""
    while not digits or (number >= 1 and len(digits) < _PHP_DIGITS):
        if isinstance(number, float):
            digits, number = _DIGITS[int(number % end)] + digits, number / end
        else:
            number, rest = divmod(number, end)
            digits = _DIGITS[rest] + digits
    return digits


def _js_number(number: int) -> str:
    """What JavaScript prints for the number as a Number (ECMA-262, Number::toString)."""
    sign, rest = ("-", -number) if number < 0 else ("", number)
    try:
        nearest = float(rest)
    except OverflowError:
        return sign + "Infinity"
    from decimal import Decimal  # 2 ms, and no dialect asks for it

    shortest = Decimal(repr(nearest)).normalize()
    digits, places = "".join(map(str, shortest.as_tuple().digits)), shortest.adjusted() + 1
    if places <= 21:
        return sign + digits.ljust(places, "0")
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{fraction}e+{places - 1}"


# Arithmetic that keeps the sign


def _parts(call: Arguments) -> tuple[int, int]:
    return call.number(0), call.number(1)


def _div(call: Arguments) -> int:
    """The quotient, cut towards zero, as C, Java, JavaScript and Go divide."""
    a, b = _parts(call)
    quotient = abs(a) // abs(b)
    return quotient if (a < 0) == (b < 0) else -quotient


def _rem(call: Arguments) -> int:
    """The remainder with the sign of the first: % of C, Java, JavaScript, Go, Rust and Swift."""
    a, b = _parts(call)
    return (abs(a) % abs(b)) * (-1 if a < 0 else 1)


def _rem_power(call: Arguments) -> int:
    """A power mod N by square and multiply with a % that keeps the sign: negative where base and exponent are so."""
    base, exponent = _parts(call)
    if exponent < 0:
        raise Failure("the exponent is negative")
    found = call.power(abs(base), exponent)
    return -found if base < 0 and exponent % 2 else found


def _wrap(call: Arguments) -> int:
    """The lowest bits as a signed number: Java's intValue and longValue, a cast to int32_t."""
    number, bits = call.number(0), call.count(1, "the bits", limits.NUMBER_BITS)
    if bits == 0:
        raise Failure("a number of 0 bits")
    low = number & ((1 << bits) - 1)
    return low - (1 << bits) if low >> (bits - 1) else low


def _decimal_digits(data: bytes) -> bytes:
    """Bytes whose hex digits above 9 are 0: what JavaScript's `'a' ^ 'b'` takes them for."""
    return bytes.fromhex("".join(digit if digit.isdecimal() else "0" for digit in data.hex()))


def _without_top_bit(number: int) -> int:
    """A number without its highest bit that is set: the exponent of a loop that ends at e > 1."""
    return number if number <= 0 else number - (1 << number.bit_length() - 1)


def _float(number: int) -> int:
    """A number through a double, as JavaScript's Number and parseInt have it. Raises Failure above 2 ** 1024."""
    try:
        return int(float(number))
    except OverflowError:
        raise Failure("no floating point number is so large") from None


# Bytes with bytes


def _bitwise(call: Arguments) -> bytes:
    """Two byte strings bit by bit, or each two bytes added without a carry. align: 'same' refuses other lengths, 'left'
    and 'right' cut the longer one there, 'cycle' repeats the shorter one, 'fill' puts zeros behind it (c ^ undefined is
    c in JavaScript), 'front' before."""
    a, b = call.octets(0), call.octets(1)
    if len(a) != len(b):
        shorter = min(len(a), len(b))
        match call.word("align"):
            case "same":
                raise Failure(f"bytes of equal length are needed, not {len(a)} and {len(b)}")
            case "left":
                a, b = a[:shorter], b[:shorter]
            case "right":
                a, b = a[len(a) - shorter :], b[len(b) - shorter :]
            case "fill":
                a, b = (one.ljust(max(len(a), len(b)), b"\0") for one in (a, b))
            case "front":
                a, b = (one.rjust(max(len(a), len(b)), b"\0") for one in (a, b))
            case "cycle":
                longer = max(len(a), len(b))
                if not shorter:
                    raise Failure("an empty byte string cannot be repeated")
                a, b = ((one * -(-longer // len(one)))[:longer] for one in (a, b))
    if call.word("by") == "plus":
        return bytes([one + other & 0xFF for one, other in zip(a, b, strict=True)])
    left, right = int.from_bytes(a, "big"), int.from_bytes(b, "big")
    match call.word("by"):
        case "or":
            left |= right
        case "and":
            left &= right
        case "xor":
            left ^= right
    return left.to_bytes(len(a), "big")


_BLANK_BYTES = {"blank": b" \t\n\v\f\r", "nul": b" \t\n\v\r\0"}


def _trimmed(call: Arguments) -> bytes:
    """Bytes without what looks like blanks at their ends: Python's strip; with form='nul' PHP's trim."""
    return call.octets(0).strip(_BLANK_BYTES[call.word("form")])


def _encoding(name: str, kind: Kind = "bytes", width: bool = False) -> Function:
    arguments = ("value", "length") if width else ("value",)
    return Function(name, lambda call: call.encoded(), kind, arguments, optional=int(width), encoding=True)


_TWO = ("left", "right")
_END = {"end": ("front", "back")}

FUNCTIONS = (
    _encoding("MIN"),
    _encoding("PAD", width=True),
    _encoding("SIGNED"),
    _encoding("HEX", "text"),
    _encoding("DEC", "text"),
    _encoding("LE", width=True),
    _encoding("LEMIN"),
    Function("RAW", lambda call: call.received()),
    Function("RPAD", _rpad, arguments=("value", "length"), optional=1),
    Function(
        "ZFILL",
        _zfill,
        arguments=("value", "length"),
        optional=1,
        options=("fill",),
        words={"fill": ("zero", "blank")},
    ),
    Function("TWOS", _twos, arguments=("value", "length")),
    Function("DER", of_number(_der)),
    Function(
        "PREFIXED",
        _prefixed,
        arguments=("value", "length"),
        options=("order",),
        words={"order": ("big", "little")},
        feeds=True,
    ),
    Function("RMIN", of_bytes(lambda data: data.rstrip(b"\0")), feeds=True),
    Function("TRIMBYTES", _trimmed, options=("form",), words={"form": tuple(_BLANK_BYTES)}, feeds=True),
    Function("DROPZERO", _drop_zero, options=("end",), words=_END, feeds=True),
    Function("WORDS", _words, arguments=("value", "length"), feeds=True),
    Function("BCD", of_bytes(_decimal_digits), feeds=True),
    Function("CUTNUL", of_bytes(lambda data: data.split(b"\0", 1)[0]), feeds=True),
    Function(
        "BITS",
        _bitwise,
        arguments=_TWO,
        options=("by", "align"),
        words={"by": ("xor", "or", "and", "plus"), "align": ("same", "left", "right", "cycle", "fill", "front")},
        feeds=True,
    ),
    Function("INT", lambda call: call.number(0), "number"),
    Function("LEINT", of_bytes(lambda data: int.from_bytes(data, "little")), "number"),
    Function("BEINT", of_bytes(lambda data: int.from_bytes(data, "big")), "number"),
    Function("SINT", of_bytes(encodings.signed_number), "number"),
    Function("SIZE", of_bytes(len), "number"),
    Function("NUMBER", _number, "number", ("text",), options=("base", "read"), words={"read": ("whole", "prefix")}),
    Function("RADIX", _radix, "text", ("value", "base")),
    Function("BASECONVERT", _base_convert, "text", ("text", "from", "to")),
    Function("JSNUM", of_number(_js_number), "text"),
    Function("ABS", of_number(abs), "number"),
    Function("NOTOP", of_number(_without_top_bit), "number"),
    Function("FLOAT", of_number(_float), "number"),
    Function("WRAP", _wrap, "number", ("value", "bits")),
    Function("DIV", _div, "number", _TWO),
    Function("REM", _rem, "number", _TWO),
    Function("REMPOW", _rem_power, "number", ("base", "exponent")),
)
