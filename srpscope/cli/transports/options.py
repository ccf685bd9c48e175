"""What the commands of every system take: its options, credentials, terms and mistakes."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from srpscope.cli.arguments import CommandLine, octets
from srpscope.cli.credentials.given import add_credentials
from srpscope.errors import UserError
from srpscope.live.system import Option, SpokenTerms, System
from srpscope.printable import printable
from srpscope.srp.applying import content
from srpscope.srp.values import ORDER

if TYPE_CHECKING:
    from srpscope.srp.dialect import Dialect
    from srpscope.srp.edit import Edit
    from srpscope.wire.exchange import Side


def add_options(parser: argparse.ArgumentParser, system: System, role: str) -> None:
    """An argument for each of the system's options that the role has."""
    for one in system.options:
        if one.role not in (role, "both"):
            continue
        flag = f"--{one.name}"
        if one.kind == "flag":
            parser.add_argument(flag, action="store_true", help=one.sentence)
        elif one.kind == "choice":
            parser.add_argument(flag, choices=one.choices, help=one.sentence)
        elif one.kind == "choices":
            parser.add_argument(
                flag, action="append", default=[], choices=one.choices, metavar=one.metavar, help=one.sentence
            )
        elif one.kind == "texts":
            parser.add_argument(flag, action="append", default=[], metavar=one.metavar, help=one.sentence)
        else:
            parser.add_argument(flag, metavar=one.metavar or "TEXT", type=_reader(one), help=one.sentence)


def _reader(one: Option) -> Callable[[str], object]:
    def read(text: str) -> object:
        if one.kind == "seconds":
            return float(text)
        if one.kind == "bytes":
            return octets(text, f"--{one.name}")
        if one.kind == "count":
            if not text.isdecimal() or not 0 < int(text[:9]) <= one.most:
                raise argparse.ArgumentTypeError(f"it is 1 to {one.most:,} {one.unit}".rstrip())
            return int(text)
        return text

    return read


def add_common(parser: argparse.ArgumentParser, system: System, role: Side, mistakes: bool = True) -> None:
    """What both roles take: credentials, dialect, group, hash, mistakes to make, the system's own options."""
    if system.qr:
        add_credentials(parser)
    else:
        own = f" ({system.username})" if system.username else ""
        parser.add_argument(
            "--username", default=system.username or None, metavar="NAME", help=f"the user name (I){own}"
        )
        parser.add_argument(
            "--password-file",
            metavar="FILE",
            help="the password (P), one final newline dropped; else SRPSCOPE_PASSWORD, else a prompt",
        )
    if system.open_terms or role == "client":
        parser.add_argument(
            "--dialect", default=system.dialect, metavar="ID", help=f"how this side computes ({system.dialect})"
        )
    if system.open_terms:
        group = f"the group ({system.group}, unless the dialect has its own)"
        parser.add_argument("--group", metavar="NAME", help=group)
        parser.add_argument("--hash", metavar="NAME", help="the hash, where the dialect leaves it open")
    if system.open_terms and mistakes:
        parser.add_argument(
            "--mistake",
            action="append",
            default=[],
            metavar="VALUE=FORMULA",
            help="compute a value by another formula on this side: M1='H(A | B)'",
        )
    add_options(parser, system, role)
    parser.add_argument("--headless", action="store_true", help="no screen: run through and print the outcome")


def spoken_of(arguments: CommandLine, system: System, side: Side) -> SpokenTerms:
    """The terms that the arguments name. Raises UserError, FileError."""
    spoken = system.spoken(vars(arguments), side, mistakes_of(arguments, side))
    for edit in spoken.terms.edits:
        if edit.value != "H" and edit.value not in (own := _own(spoken.terms.dialect, side)):
            raise UserError(
                f"--mistake {printable(edit.value[:32])} changes nothing on this side: a {side} has {', '.join(own)}."
            )
        content(edit, spoken.terms.dialect)
    return spoken


def _own(dialect: Dialect, side: Side) -> list[str]:
    """What a side holds and computes on the way to what it sends and checks, in the order of the protocol. The other
    side's public value and salt are not its own; the server's verifier is, but not what that was made of."""
    ends = [name for name in ("K", "M1", "M2") if dialect.formula(side, name) is not None]  # Cognito has no M2
    ahead, found = ["A" if side == "client" else "B", *ends], set[str]()
    while ahead:
        name = ahead.pop()
        if name in found or name in ({"s", "B"} if side == "client" else {"A"}):
            continue
        found.add(name)
        formula = dialect.formula(side, name)
        if formula is not None and not (side == "server" and name == "v"):
            ahead += formula.names
    return [name for name in dict.fromkeys((*ORDER, *sorted(found))) if name in found]


def mistakes_of(arguments: CommandLine, side: Side) -> tuple[Edit, ...]:
    """The formulas that this side is to compute by. Raises UserError."""
    from srpscope.srp.edit import Edit

    found = []
    for text in arguments.mistake:
        name, equals, formula = text.partition("=")
        if not equals or not name.strip() or not formula.strip():
            raise UserError(f"--mistake {text!r} is not of the form VALUE=FORMULA.")
        found.append(Edit(side, name.strip(), "formula", formula.strip()))
    return tuple(found)
