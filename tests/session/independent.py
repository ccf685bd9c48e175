"""Formulas evaluated again with plain hashlib and pow: nothing of srpscope's own evaluation is used here."""

from __future__ import annotations

import ast
import base64
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Plain = int | bytes

HASHES = {
    "MD5": "md5",
    "SHA1": "sha1",
    "SHA224": "sha224",
    "SHA256": "sha256",
    "SHA384": "sha384",
    "SHA512": "sha512",
    "SHA3_256": "sha3_256",
    "SHA3_512": "sha3_512",
}


class UnknownHereError(Exception):
    """A function that is not written down again here."""


def least(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8)


@dataclass
class Independent:
    """One side. inputs: what it has; formulas: NAME -> text; hash: its H; N: the modulus."""

    inputs: Mapping[str, Plain]
    formulas: Mapping[str, str]
    hash: str
    N: int

    def value(self, name: str) -> Plain:
        """A value: given, else by its formula."""
        if name in self.inputs:
            return self.inputs[name]
        found = self.run(ast.parse(self.formulas[name].strip(), mode="eval").body)
        if name in ("k", "x", "u", "v", "A", "B", "S", "a", "b") and isinstance(found, bytes):
            return int.from_bytes(found)
        return found

    def bytes(self, node: ast.expr) -> bytes:
        """An operand as it enters bytes: numbers minimal."""
        found = self.run(node)
        return least(found) if isinstance(found, int) else found

    def number(self, node: ast.expr) -> int:
        """An operand as a number."""
        found = self.run(node)
        return found if isinstance(found, int) else int.from_bytes(found)

    def run(self, node: ast.expr) -> Plain:
        """One node."""
        match node:
            case ast.Name(name):
                return self.value(name)
            case ast.Constant(value):
                return value.encode() if isinstance(value, str) else value  # type: ignore[return-value]
            case ast.BinOp(left, ast.BitOr(), right):
                return self.bytes(left) + self.bytes(right)
            case ast.BinOp(left, ast.BitXor(), right):
                pairs = zip(self.bytes(left), self.bytes(right), strict=True)
                return bytes(one ^ other for one, other in pairs)
            case ast.BinOp(left, ast.Pow(), right):
                return pow(self.number(left) % self.N, self.number(right), self.N)
            case ast.BinOp(left, operator, right):
                return self.sum(type(operator), self.number(left), self.number(right))
            case ast.Subscript(value, ast.Slice(lower, upper, step)):
                ends = [None if one is None else ast.literal_eval(one) for one in (lower, upper, step)]
                return self.bytes(value)[slice(*ends)]
            case ast.Call(ast.Name(function), arguments, []):
                return self.call(function, arguments)
        raise UnknownHereError(ast.dump(node)[:80])

    def sum(self, operator: type[ast.operator], left: int, right: int) -> int:
        """Plain arithmetic."""
        ways: dict[type[ast.operator], Callable[[int, int], int]] = {
            ast.Add: lambda a, b: a + b,
            ast.Sub: lambda a, b: a - b,
            ast.Mult: lambda a, b: a * b,
            ast.Mod: lambda a, b: a % b,
        }
        if operator not in ways:
            raise UnknownHereError(operator.__name__)
        return ways[operator](left, right)

    def call(self, function: str, arguments: list[ast.expr]) -> Plain:
        """A function of the formula language."""
        if function == "H" or function in HASHES:
            fed = b"".join(self.bytes(one) for one in arguments)
            return hashlib.new(HASHES.get(function, self.hash), fed).digest()
        if len(arguments) != 1:
            raise UnknownHereError(function)
        found = self.run(arguments[0])
        data = least(found) if isinstance(found, int) else found
        match function:
            case "PAD":
                return self.number(arguments[0]).to_bytes(len(least(self.N)))
            case "MIN":
                return data.lstrip(b"\0")
            case "RAW":
                return self.number(arguments[0]).to_bytes(len(least(self.N)))
            case "SIGNED":
                return (b"\0" + data) if data[:1] >= b"\x80" else data
            case "HEX":
                return (f"{found:x}" if isinstance(found, int) else found.hex()).encode()
            case "DEC":
                return str(self.number(arguments[0])).encode()
            case "UPPER" | "LOWER":
                return data.upper() if function == "UPPER" else data.lower()
            case "LEMIN":
                return data[::-1]
            case "INT" | "BEINT":
                return int.from_bytes(data)
            case "B64":
                return base64.b64encode(data)
        raise UnknownHereError(function)
