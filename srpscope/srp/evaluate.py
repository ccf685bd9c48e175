"""Evaluates a formula for one side: values in, a value and the hash calls out. No eval, no exec; bounded in size.

The rules are those of dialects/README.md; each function of the language is in functions.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from srpscope.srp import encodings, functions, limits
from srpscope.srp.calls import HashCall, Operand
from srpscope.srp.encodings import Order
from srpscope.srp.formula import (
    Arithmetic,
    Call,
    Concatenation,
    Name,
    Negation,
    Node,
    Number,
    Octets,
    Power,
    Slice,
    Text,
    Xor,
    show,
)
from srpscope.srp.signatures import ENCODINGS, HASH_FUNCTIONS

Value = int | bytes | str


class Failure(Exception):  # noqa: N818 - a value that cannot be computed is no error of the program
    """A value cannot be computed; the text is the reason, shown beside the value."""


class Missing(Exception):  # noqa: N818
    """A value that a formula needs is unknown on this side."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Settings(NamedTuple):
    """A dialect's defaults: hash (None where nothing names one), how a bare number enters bytes, byte order of
    numbers read from bytes, the bytes of MIN(0), and PAD's width where it is fixed (else len(N))."""

    hash: str | None
    encoding: str = "MIN"
    order: Order = "big"
    zero: bytes = b""
    pad: int | None = None


class Evaluation:
    """One formula, evaluated. `value` and `raw` look names up and raise Missing; `power` is base ** exponent mod N."""

    __slots__ = ("_power", "_raw", "_record", "_value", "calls", "settings")

    def __init__(
        self,
        settings: Settings,
        value: Callable[[str], Value],
        raw: Callable[[str], bytes],
        power: Callable[[int, int, int], int],
        record: bool = True,
    ) -> None:
        self.settings = settings
        self.calls: list[HashCall] = []
        self._value = value
        self._raw = raw
        self._power = power
        self._record = record

    def run(self, node: Node) -> Value:
        """The formula's value. Raises Failure with the reason, or Missing."""
        try:
            return self.evaluate(node)
        except (Failure, Missing):
            raise
        except UnicodeError:
            raise Failure("a character in the text has no such form") from None
        except ZeroDivisionError:
            raise Failure("division by zero") from None
        except (ValueError, OverflowError) as error:
            raise Failure(str(error)) from None
        except (MemoryError, RecursionError):
            raise Failure("too large to compute") from None

    def evaluate(self, node: Node) -> Value:
        """The value of a node; anything a function raises passes through."""
        return _DISPATCH[type(node)](self, node)

    # Values read in the way an operator or function wants them

    def octets(self, node: Node) -> bytes:
        """The node's value as the bytes that would be hashed."""
        return self.as_octets(self.evaluate(node))

    def as_octets(self, value: Value) -> bytes:
        """A value as bytes: a number by the dialect's encoding, text as UTF-8."""
        if isinstance(value, bytes):
            return value
        if isinstance(value, str):
            return encodings.text_bytes(value)
        encoded = self.encode(self.settings.encoding, value)
        return encodings.text_bytes(encoded) if isinstance(encoded, str) else encoded

    def number(self, node: Node) -> int:
        """The node's value as a number; bytes are read in the dialect's order, text is an error."""
        value = self.evaluate(node)
        if isinstance(value, int):
            return value
        if isinstance(value, str):
            raise Failure(f"{show(node)} is text, and text has no place in arithmetic")
        return int.from_bytes(value, self.settings.order)

    def text(self, node: Node) -> str:
        """The node's value as text; bytes are read as UTF-8."""
        value = self.evaluate(node)
        if isinstance(value, str):
            return value
        if isinstance(value, bytes):
            return encodings.bytes_text(value)
        raise Failure(f"{show(node)} is a number, not text")

    def small(self, node: Node, what: str, most: int) -> int:
        """An option such as length= or iterations=: a number from 0 to `most`."""
        value = self.number(node)
        if not 0 <= value <= most:
            raise Failure(f"{what} {value if abs(value) < 10**12 else 'given'} is not between 0 and {most:,}")
        return value

    def width(self) -> int:
        """PAD's width in bytes: the dialect's fixed one, else len(N)."""
        if self.settings.pad is not None:
            return self.settings.pad
        N = self._value("N")
        return encodings.byte_length(N) if isinstance(N, int) else len(self.as_octets(N))

    def encode(self, encoding: str, value: int | bytes, length: int | None = None) -> bytes | str:
        """A number or bytes in a named encoding."""
        order = self.settings.order
        match encoding:
            case "MIN":
                return encodings.minimal(value, self.settings.zero)
            case "PAD":
                return encodings.padded(value, self.width() if length is None else length)
            case "SIGNED":
                return encodings.signed(value)
            case "LE":
                return encodings.little(value, self.width() if length is None else length, order)
            case "LEMIN":
                return encodings.little_minimal(value, order, self.settings.zero)
            case "HEX":
                return encodings.hex_text(value)
            case "DEC":
                return encodings.decimal_text(value, order)
        raise Failure(f"there is no encoding {encoding}")

    def hash_name(self, function: str = "H") -> str:
        """The hash of H, SHA256 ... Raises Failure where neither dialect nor capture names one."""
        name = HASH_FUNCTIONS[function] or self.settings.hash
        if name is None:
            raise Missing("H")
        return name

    # The nodes

    def _name(self, node: Name) -> Value:
        return self._value(node.name)

    def _literal(self, node: Text | Octets | Number) -> Value:
        return node.value

    def _concatenation(self, node: Concatenation) -> Value:
        values = [self.evaluate(part) for part in node.parts]
        values = [self.encode(self.settings.encoding, one) if isinstance(one, int) else one for one in values]
        if all(isinstance(one, str) for one in values):
            _check_length(len(one) for one in values if isinstance(one, str))
            return "".join(one for one in values if isinstance(one, str))
        return _joined([self.as_octets(one) for one in values])

    def _xor(self, node: Xor) -> bytes:
        left, right = self.evaluate(node.left), self.evaluate(node.right)
        if isinstance(left, int) or isinstance(right, int):
            raise Failure("^ is xor of bytes; a power is written **")
        a, b = self.as_octets(left), self.as_octets(right)
        if len(a) != len(b):
            raise Failure(f"^ needs bytes of equal length, not {len(a)} and {len(b)}")
        return functions.xor(a, b)

    def _power_node(self, node: Power) -> int:
        base, exponent = self.number(node.base), self.number(node.exponent)
        N = self._value("N")
        modulus = N if isinstance(N, int) else int.from_bytes(self.as_octets(N), self.settings.order)
        if modulus <= 0:
            raise Failure("N is zero, so there is no power mod N")
        if exponent < 0:
            raise Failure("the exponent is negative")
        if exponent.bit_length() > limits.PRODUCT_BITS or modulus.bit_length() > limits.NUMBER_BITS:
            raise Failure(f"a number of more than {limits.NUMBER_BITS:,} bits")
        return self._power(base % modulus, exponent, modulus)

    def _arithmetic(self, node: Arithmetic) -> int:
        left, right = self.number(node.left), self.number(node.right)
        match node.operator:
            case "+":
                return left + right
            case "-":
                return left - right
            case "%":
                return left % right
        if left.bit_length() + right.bit_length() > limits.PRODUCT_BITS:
            raise Failure(f"a product of more than {limits.PRODUCT_BITS:,} bits")
        return left * right

    def _negation(self, node: Negation) -> int:
        return -self.number(node.operand)

    def _slice(self, node: Slice) -> Value:
        value = self.evaluate(node.operand)
        if isinstance(value, int):
            value = self.as_octets(value)
        return value[node.start : node.stop : node.step]

    def _call(self, node: Call) -> Value:
        function = node.function
        if function in HASH_FUNCTIONS:
            return self._hash(function, node.arguments[0])
        if function in ENCODINGS:
            return self._encoding(node)
        if function == "RAW":
            argument = node.arguments[0]
            assert isinstance(argument, Name)
            return self._raw(argument.name)
        return functions.FUNCTIONS[function](self, node)

    def _encoding(self, node: Call) -> bytes | str:
        value = self.evaluate(node.arguments[0])
        if isinstance(value, str):
            raise Failure(f"{node.function} takes a number or bytes, and {show(node.arguments[0])} is text")
        length = None
        if len(node.arguments) > 1:
            length = self.small(node.arguments[1], "the length", limits.LENGTH_BYTES)
        return self.encode(node.function, value, length)

    def _hash(self, function: str, argument: Node) -> bytes:
        name = self.hash_name(function)
        digest = functions.digest(name)
        if not self._record:
            if isinstance(argument, Concatenation):
                return digest(_joined([self.octets(part) for part in argument.parts]))
            return digest(self.octets(argument))
        operands = self.operands(argument)
        out = digest(_joined([operand.data for operand in operands]))
        self.calls.append(HashCall(functions.function_name(name), operands, out))
        return out

    def operands(self, argument: Node) -> tuple[Operand, ...]:
        """The pieces of a hash's argument, each as the formula names it."""
        parts = argument.parts if isinstance(argument, Concatenation) else (argument,)
        return tuple([self.operand(part) for part in parts])

    def operand(self, node: Node) -> Operand:
        """One piece, with its encoding named and the zeros that padding added counted."""
        if isinstance(node, Call) and node.function in ENCODINGS:
            inner = self.evaluate(node.arguments[0])
            if isinstance(inner, str):
                raise Failure(f"{node.function} takes a number or bytes, and {show(node.arguments[0])} is text")
            length = None
            if len(node.arguments) > 1:
                length = self.small(node.arguments[1], "the length", limits.LENGTH_BYTES)
            data = self.as_octets(self.encode(node.function, inner, length))
            return Operand(
                show(node.arguments[0]), encodings.NAMES[node.function], data, _added(node.function, inner, data)
            )
        if isinstance(node, Call) and node.function == "RAW":
            return Operand(show(node.arguments[0]), encodings.NAMES["RAW"], self.octets(node))
        value = self.evaluate(node)
        if isinstance(value, int):
            encoding = self.settings.encoding
            data = self.as_octets(value)
            return Operand(show(node), encodings.NAMES[encoding], data, _added(encoding, value, data))
        if isinstance(value, str):
            return Operand(show(node), encodings.NAMES["UTF8"], encodings.text_bytes(value))
        return Operand(show(node), encodings.NAMES["AS_IS"], value)


def _joined(pieces: list[bytes]) -> bytes:
    _check_length(map(len, pieces))
    return b"".join(pieces)


def _check_length(lengths: Iterable[int]) -> None:
    if sum(lengths) > limits.JOINED_BYTES:
        raise Failure(f"more than {limits.JOINED_BYTES:,} bytes in one piece")


def _added(encoding: str, value: int | bytes, data: bytes) -> int:
    if encoding not in ("PAD", "LE", "SIGNED"):
        return 0
    natural = encodings.byte_length(value) if isinstance(value, int) else len(value)
    return max(len(data) - natural, 0)


_DISPATCH: dict[type, Callable[[Evaluation, Any], Value]] = {
    Name: Evaluation._name,
    Text: Evaluation._literal,
    Octets: Evaluation._literal,
    Number: Evaluation._literal,
    Concatenation: Evaluation._concatenation,
    Xor: Evaluation._xor,
    Power: Evaluation._power_node,
    Arithmetic: Evaluation._arithmetic,
    Negation: Evaluation._negation,
    Slice: Evaluation._slice,
    Call: Evaluation._call,
}
