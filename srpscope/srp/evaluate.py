"""Evaluates a formula for one side: values in, a value and the hash calls out. No eval, no exec; bounded in size.

The rules are those of dialects/README.md; each function of the language is in functions/.
"""

from __future__ import annotations

from collections.abc import Callable
from math import gcd
from typing import Any

from srpscope.srp import allowance, encodings, limits
from srpscope.srp.allowance import Allowance
from srpscope.srp.calls import HashCall, Operand
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
from srpscope.srp.functions import ENCODINGS, FUNCTIONS, Function, check_length, joined, xor
from srpscope.srp.outcome import Failure, FormulaSettings, Missing
from srpscope.srp.primitives.modexp import inverse
from srpscope.srp.values import Value


class Evaluation:
    """One formula, evaluated. `value` and `raw` look names up and raise Missing; `power` is base ** exponent mod N;
    `allowance` is what it may take, with all that counts together."""

    __slots__ = ("_power", "_raw", "_value", "allowance", "calls", "record", "settings")

    def __init__(
        self,
        settings: FormulaSettings,
        value: Callable[[str], Value],
        raw: Callable[[str], bytes],
        power: Callable[[int, int, int], int],
        allowance: Allowance,
        record: bool = True,
    ) -> None:
        self.settings = settings
        self.calls: list[HashCall] = []
        self._value = value
        self._raw = raw
        self._power = power
        self.allowance = allowance
        self.record = record

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
        try:
            encoded = self.encode(self.settings.encoding, value)
        except ValueError as error:  # a negative number has no such form
            raise Failure(str(error)) from None
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

    # The nodes

    def _name(self, node: Name) -> Value:
        return self._value(node.name)

    def _literal(self, node: Text | Octets | Number) -> Value:
        return node.value

    def _concatenation(self, node: Concatenation) -> Value:
        values = [self.evaluate(part) for part in node.parts]
        values = [self.encode(self.settings.encoding, one) if isinstance(one, int) else one for one in values]
        if all(isinstance(one, str) for one in values):
            check_length(len(one) for one in values if isinstance(one, str))
            text = "".join(one for one in values if isinstance(one, str))
            self._spend_result(text)
            return text
        data = joined([self.as_octets(one) for one in values])
        self._spend_result(data)
        return data

    def _xor(self, node: Xor) -> bytes:
        left, right = self.evaluate(node.left), self.evaluate(node.right)
        if isinstance(left, int) or isinstance(right, int):
            raise Failure("^ is xor of bytes; a power is written **")
        a, b = self.as_octets(left), self.as_octets(right)
        if len(a) != len(b):
            raise Failure(f"^ needs bytes of equal length, not {len(a)} and {len(b)}")
        return xor(a, b)

    def _power_node(self, node: Power) -> int:
        return self.power(self.number(node.base), self.number(node.exponent))

    def power(self, base: int, exponent: int) -> int:
        """base ** exponent mod N, the exponent not reduced."""
        N = self._value("N")
        modulus = N if isinstance(N, int) else int.from_bytes(self.as_octets(N), self.settings.order)
        if modulus <= 0:
            raise Failure(f"N is {'negative' if modulus else 'zero'}, so there is no power mod N")
        if exponent.bit_length() > limits.PRODUCT_BITS or modulus.bit_length() > limits.NUMBER_BITS:
            raise Failure(f"a number of more than {limits.NUMBER_BITS:,} bits")
        base %= modulus
        if exponent < 0:
            # As Python's pow and Java's modPow do: x is negative where a digest was read with its sign.
            if gcd(base, modulus) != 1:
                raise Failure("the exponent is negative and the base has no inverse mod N")
            base, exponent = inverse(base, modulus), -exponent
        return self.allowance.power(base, exponent, modulus, self._power)

    def _arithmetic(self, node: Arithmetic) -> int:
        left, right = self.number(node.left), self.number(node.right)
        match node.operator:
            case "+":
                return left + right
            case "-":
                return left - right
            case "%":
                self._spend_product(left, right)
                return left % right
        self._spend_product(left, right)
        if left.bit_length() + right.bit_length() > limits.PRODUCT_BITS:
            raise Failure(f"a product of more than {limits.PRODUCT_BITS:,} bits")
        return left * right

    def _spend_product(self, left: int, right: int) -> None:
        bits = left.bit_length(), right.bit_length()
        self.allowance.spend(allowance.PRODUCT_BIT * bits[0] * bits[1], "Numbers of {:,} and {:,} bits", *bits)

    def _negation(self, node: Negation) -> int:
        return -self.number(node.operand)

    def _slice(self, node: Slice) -> Value:
        value = self.evaluate(node.operand)
        if isinstance(value, int):
            value = self.as_octets(value)
        self._spend_result(value)
        return value[node.start : node.stop : node.step]

    def _spend_result(self, value: bytes | str) -> None:
        size = len(value)
        self.allowance.spend(allowance.CALL + allowance.BYTE * size, "What stands before these {:,} bytes", size)

    def _call(self, node: Call) -> Value:
        function = FUNCTIONS[node.function]
        value = function.evaluate(_Arguments(self, node, function))
        if isinstance(value, int):
            self._spend_product(value, 1)
            if value.bit_length() > limits.PRODUCT_BITS:
                raise Failure(f"a number of more than {limits.PRODUCT_BITS:,} bits")
            return value
        self._spend_result(value)
        if len(value) > limits.JOINED_BYTES:
            raise Failure(f"more than {limits.JOINED_BYTES:,} bytes in one piece")
        return value

    def encoded(self, node: Call) -> tuple[int | bytes, bytes | str]:
        """What an encoding was given, and what it made of it."""
        value = self.evaluate(node.arguments[0])
        if isinstance(value, str):
            raise Failure(f"{node.function} takes a number or bytes, and {show(node.arguments[0])} is text")
        length = None
        if len(node.arguments) > 1:
            length = self.small(node.arguments[1], "the length", limits.LENGTH_BYTES)
        return value, self.encode(node.function, value, length)

    def received(self, name: str) -> bytes:
        """A value as the bytes on the wire."""
        return self._raw(name)

    def operands(self, argument: Node) -> tuple[Operand, ...]:
        """The pieces of a hash's argument, each as the formula names it."""
        parts = argument.parts if isinstance(argument, Concatenation) else (argument,)
        return tuple([self.operand(part) for part in parts])

    def operand(self, node: Node) -> Operand:
        """One piece, with its encoding named and the zeros that padding added counted."""
        if isinstance(node, Call) and node.function in ENCODINGS:
            inner, made = self.encoded(node)
            data = self.as_octets(made)
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


class _Arguments:
    """The arguments of one call (functions.Arguments), evaluated when the function asks for them."""

    __slots__ = ("_function", "_node", "_run", "recording")

    def __init__(self, run: Evaluation, node: Call, function: Function) -> None:
        self._run, self._node, self._function = run, node, function
        self.recording = run.record

    @property
    def settings(self) -> FormulaSettings:
        return self._run.settings

    @property
    def allowance(self) -> Allowance:
        return self._run.allowance

    def value(self, place: int) -> Value:
        return self._run.evaluate(self._node.arguments[place])

    def number(self, place: int) -> int:
        return self._run.number(self._node.arguments[place])

    def octets(self, place: int) -> bytes:
        return self._run.octets(self._node.arguments[place])

    def text(self, place: int) -> str:
        return self._run.text(self._node.arguments[place])

    def count(self, place: int | str, what: str, most: int) -> int:
        found = self._found(place)
        assert found is not None
        return self._run.small(found, what, most)

    def given(self, place: int | str) -> bool:
        return self._found(place) is not None

    def word(self, option: str) -> str:
        found = self._found(option)
        return found.value if isinstance(found, Text) else self._function.words[option][0]

    def hash_name(self) -> str:
        function = self._function
        if self._node.options:
            chosen = self._found("hash")
            function = FUNCTIONS[chosen.name] if isinstance(chosen, Name) else function
        name = function.hash or self._run.settings.hash
        if name is None:
            raise Missing("H")
        return name

    def width(self) -> int:
        return self._run.width()

    def power(self, base: int, exponent: int) -> int:
        return self._run.power(base, exponent)

    def encoded(self) -> bytes | str:
        return self._run.encoded(self._node)[1]

    def received(self) -> bytes:
        argument = self._node.arguments[0]
        if not isinstance(argument, Name):  # a slip of the search put a product in its place
            raise Failure(f"{show(argument)} came in no message")
        return self._run.received(argument.name)

    def fed(self) -> bytes:
        argument, octets = self._node.arguments[0], self._run.octets
        if isinstance(argument, Concatenation):
            return joined([octets(part) for part in argument.parts])
        return octets(argument)

    def operands(self) -> tuple[Operand, ...]:
        if self._function.hashes:
            return self._run.operands(self._node.arguments[0])
        return tuple([self._run.operand(argument) for argument in self._node.arguments])

    def record(self, call: HashCall) -> None:
        self._run.calls.append(call)

    def _found(self, place: int | str) -> Node | None:
        if isinstance(place, int):
            return self._node.arguments[place] if place < len(self._node.arguments) else None
        return next((value for name, value in self._node.options if name == place), None)


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
