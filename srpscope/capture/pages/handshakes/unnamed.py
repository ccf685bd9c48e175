"""Long literals that no name took, named by arithmetic: tests hand numbers to calls and compare them.

What the page's own names say goes in as well: a number called A whose power stands on the page is a. All that is proved
of one another belongs to one handshake, whatever tests it stands in.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from srpscope.capture.pages.handshakes.blocks import LASTING
from srpscope.capture.pages.handshakes.digests import HASHES
from srpscope.capture.pages.handshakes.equations import Equations, PageNumber, Proved, TriedAccount
from srpscope.capture.pages.literals.forms import LiteralReading
from srpscope.capture.pages.literals.long_literals import LEAST, LongLiteral, ShortText
from srpscope.capture.pages.names import EXTRA_NAMES, SETTINGS, TEXTS
from srpscope.capture.pages.page import Page, PrintedValue
from srpscope.capture.pages.spellings import moduli
from srpscope.srp.allowance import Allowance
from srpscope.srp.encodings import byte_length
from srpscope.srp.primitives.groups import Group, known_groups, name_of

SECONDS = 6.0
"""What the equations of one page may take, by the figures of a slow machine."""
GROUPS_LIMIT = 8
"""Groups in which a page that names none is tried."""
ACCOUNTS_LIMIT = 160
"""Pairs of short texts that are tried as user name and password."""
APART = 3
"""Texts between a user name and its password, and one more."""
SHORTEST_GROUP = 32
"""Bytes of the shortest modulus in use (World of Warcraft's)."""

FORM = "by arithmetic"
"""How it is said that a value had no name."""

_JOINED = (0,)
"""The scope of values that stand in several tests and are of one handshake: no line has that number."""
_ROLES = frozenset(["a", "A", "b", "B", "v", "x", "u", "k", "S", "K", "M1", "M2", "s"])


def name_the_unnamed(page: Page) -> None:
    """Add to a page what arithmetic says of its long literals, and put its own names right by it.

    Only of a page that speaks of SRP, or whose numbers satisfy an equation that no other scheme has; never of a page
    that speaks of others as much. A note tells each value that had no name."""
    if not page.long.found or (page.others and not page.of_srp) or (page.keepers and not page.srp):
        return
    named = _named(page)
    unnamed = [one for one in page.long.found if not any(it.number in named for it in one.readings)]
    if not unnamed and len({one.scope for one in page.values}) < 2 and not any(one.choices for one in page.values):
        return
    candidates = _candidates(page)
    if len(candidates) < 2:
        return
    allowance = Allowance(SECONDS)
    settled = Proved(Group(0, 0))
    groups, given = _groups(page, candidates)
    accounts, hashes = _accounts(page), _hashes(page)
    for group in groups:
        proved = Equations(group, candidates, accounts, hashes, allowance).solve()
        if len(proved.roles) > len(settled.roles):
            settled = proved
        if proved.of_srp:
            break
    if len(settled.roles) < 2 or not (settled.of_srp or (page.of_srp and page.srp > 1)):
        return
    _put(page, settled, given)


def _named(page: Page) -> dict[int, list[PrintedValue]]:
    found: dict[int, list[PrintedValue]] = {}
    for value in page.values:
        for one in value.readings:
            found.setdefault(one.number, []).append(value)
    return found


def _candidates(page: Page) -> list[PageNumber]:
    """Each number of the page once: what the page names, and its long literals."""
    found: dict[int, PageNumber] = {}
    for place, value in enumerate(page.values):
        names = frozenset([value.name]) if not value.choices and not value.weak else frozenset[str]()
        for one in value.readings:
            if value.name not in ("N", "g", "nonce") and (len(one.hex) >= 2 * LEAST or value.name in ("k", "s")):
                earlier = found.get(one.number)
                known = names if earlier is None else names | earlier.names
                found[one.number] = PageNumber(one.number, _even(one.hex), known, value.spelling, place, value.line)
    for literal in page.long.found:
        for one in literal.readings:
            if one.number not in found:
                found[one.number] = PageNumber(
                    one.number,
                    _even(one.hex),
                    frozenset(),
                    literal.about,
                    len(page.values) + literal.order,
                    literal.line,
                )
            elif not found[one.number].names:
                found[one.number] = replace(found[one.number], about=literal.about)
    return [one for number, one in found.items() if number not in moduli()]


def _even(digits: str) -> str:
    return digits if len(digits) % 2 == 0 else f"0{digits}"


def _groups(page: Page, candidates: Sequence[PageNumber]) -> tuple[list[Group], bool]:
    """The groups in which the numbers may lie, and whether the page itself says which."""
    told = [one.group or known_groups()[one.text or ""].group for one in page.values if _says_a_group(one)]
    Ns = [value.readings[0].number for value in page.values if value.name == "N" and len(value.readings) == 1]
    gs = [value.readings[0].number for value in page.values if value.name == "g" and len(value.readings) == 1]
    numbers = {it.number for one in page.long.found for it in one.readings}
    Ns += [N for N in moduli() if N in numbers and N not in Ns]
    told += [Group(N, g) for N in dict.fromkeys(Ns) for g in (gs[:1] or moduli().get(N, (2,))) if N > 2]
    told = [group for group in dict.fromkeys(told) if byte_length(group.N) >= SHORTEST_GROUP]
    if told:
        return told[:GROUPS_LIMIT], bool(Ns and gs) or any(map(_says_a_group, page.values))
    lengths = {byte_length(one.number) for one in candidates}
    fitting = [
        (N, g)
        for N, generators in moduli().items()
        if lengths & {byte_length(N), byte_length(N) - 1} and byte_length(N) >= SHORTEST_GROUP
        for g in generators
    ]
    usual = {known.group: name for name, known in known_groups().items()}
    fitting.sort(key=lambda one: not usual.get(Group(*one), "").startswith("rfc5054"))
    return [Group(*one) for one in fitting if Group(*one) in usual or one[1] == 2][:GROUPS_LIMIT], False


def _says_a_group(value: PrintedValue) -> bool:
    return value.name == "group" and (value.group is not None or value.text in known_groups())


def _hashes(page: Page) -> list[str]:
    told = {one.text for one in page.values if one.name == "hash" and one.text}
    return [name for names in HASHES.values() for name in names if name in told]


def _accounts(page: Page) -> list[TriedAccount]:
    """User name and password: those that the page names, else short texts that stand near one another."""
    users = list(dict.fromkeys(one.text for one in page.values if one.name == "I" and one.text))
    words = list(dict.fromkeys(one.text for one in page.values if one.name == "P" and one.text))
    ordered = sorted(page.long.texts, key=lambda one: one.order)
    texts = list({one.text: one.line for one in reversed(ordered)}.items())[::-1]
    near = [
        TriedAccount(user, word, line)
        for distance in range(1, APART + 1)
        for one, other in zip(texts, texts[distance:], strict=False)
        for (user, line), (word, _) in ((one, other), (other, one))
    ]
    found = [TriedAccount(user, word, None) for user in users for word in words]
    found += [TriedAccount(user, word, line) for user in users for word, line in texts] if not words else []
    found += [TriedAccount(user, word, line) for user, line in texts for word in words] if not users else []
    return [*found, *near][:ACCOUNTS_LIMIT]


# What was found, put into the page


def _put(page: Page, proved: Proved, given: bool) -> None:
    kept = [(one, index in page.breaks) for index, one in enumerate(page.values) if not _is_several(one, proved)]
    page.values = [one for one, _ in kept]
    page.breaks = {index for index, (_, record) in enumerate(kept) if record}
    values = [_righted(page, value, proved) for value in page.values]
    known = {one.readings[0].number for one in values if one.readings and len(one.readings) == 1 and not one.choices}
    added: list[PrintedValue] = []
    for literal in page.long.found:
        reading = next((one for one in literal.readings if one.number in proved.roles), None)
        if reading is None or reading.number in known:
            continue
        role = proved.roles[reading.number]
        if not any(one.readings[0].number == reading.number for one in added):
            page.note(f"line {literal.line}: {literal.short} is {role}, by arithmetic.")
        added.append(_value(role, literal, reading))
    added += _account(page, proved, values)
    if not given:
        added += _group(page, proved.group)
    _arrange(page, values, added, proved)


def _is_several(value: PrintedValue, proved: Proved) -> bool:
    """Whether it is a list of strings, read as one value, of which the first is a number by itself."""
    if not any("list" in one.form for one in value.readings):
        return False
    digits = value.readings[0].hex
    proved_hex = (_even(f"{number:x}") for number in proved.roles)
    return any(len(one) >= 2 * LEAST and digits != one and digits.startswith(one) for one in proved_hex)


def _righted(page: Page, value: PrintedValue, proved: Proved) -> PrintedValue:
    """A value of the page under the name that is proved of it."""
    if value.name in TEXTS and proved.accounts and value.text in proved.accounts[0][:2] and value.program:
        return replace(value, name="IP"[proved.accounts[0].index(value.text)])
    reading = next((one for one in value.readings if one.number in proved.roles), None)
    if reading is None or value.name in EXTRA_NAMES:
        return value
    role = proved.roles[reading.number]
    if role == value.name and not value.choices and len(value.readings) == 1:
        return replace(value, weak=False, numbered=False)
    if role != value.name or value.choices:
        page.note(f"line {value.line}: {value.spelling} is {role}, by arithmetic.")
    return replace(value, name=role, choices=(), readings=(reading,), weak=False, numbered=False)


def _value(role: str, literal: LongLiteral, reading: LiteralReading) -> PrintedValue:
    form = f"{literal.said}, {FORM}"
    return PrintedValue(
        role, None, literal.line, readings=(reading,), spelling=literal.short, form=form, scope=literal.scope,
        program=literal.program,
    )  # fmt: skip


def _account(page: Page, proved: Proved, values: Iterable[PrintedValue]) -> list[PrintedValue]:
    """The user name and the password that came out, where the page does not name them."""
    found: list[PrintedValue] = []
    named = {value.name for value in values}
    for account in proved.accounts[:1]:
        for name, text in zip(("I", "P"), account[:2], strict=True):
            place = next((one for one in page.long.texts if one.text == text), None)
            if name in named or place is None:
                continue
            page.note(f"line {place.line}: {text[:40]!r} is {name}, by arithmetic.")
            found.append(_text(name, place))
    return found


def _text(name: str, place: ShortText) -> PrintedValue:
    return PrintedValue(
        name, None, place.line, text=place.text, spelling="a text", form=f"a string, {FORM}", scope=place.scope,
        program=place.program,
    )  # fmt: skip


def _group(page: Page, group: Group) -> list[PrintedValue]:
    """The group, of a page that names none."""
    if any(one.name in ("N", "group") for one in page.values):
        return []
    known = name_of(*group)
    page.note(
        f"The page names no group: in {known or f'the {group.N.bit_length()}-bit modulus with g = {group.g}'} its "
        "numbers follow from one another."
    )
    told = PrintedValue("group", None, 0, known or "", spelling="", form=FORM, group=None if known else group)
    return [told]


def _arrange(page: Page, values: list[PrintedValue], added: list[PrintedValue], proved: Proved) -> None:
    """Values in the order of the page, with what was added behind what stands above it. Of one handshake all stand in
    one scope, where nothing contradicts that; else each stays in its test."""
    marked = [(one, index in page.breaks) for index, one in enumerate(values)]
    for one in added:
        above = [index for index, (other, _) in enumerate(marked) if other.line <= one.line]
        marked.insert(above[-1] + 1 if above else 0, (one, False))
    if all(len(proved.of(role)) <= 1 for role in _ROLES) and len(proved.accounts) <= 1:
        moving = _joined([one for one, _ in marked], proved)
        marked = [(replace(one, scope=_JOINED), False) if one.scope in moving else (one, at) for one, at in marked]
    page.values = [one for one, _ in marked]
    page.breaks = {index for index, (_, record) in enumerate(marked) if record}


def _joined(values: Sequence[PrintedValue], proved: Proved) -> set[tuple[int, ...]]:
    """The scopes that are of one handshake: those that hold some of what is proved, and of the others those with
    nothing that is one log-in's alone. None where there is one only, or where they contradict one another."""
    moving = {one.scope for one in values if _is_of(one, proved)}
    if len(moving) < 2:
        return set()
    for scope in {one.scope for one in values} - moving:
        if all(one.name in LASTING for one in values if one.scope == scope):
            moving.add(scope)
    return moving if _agree([one for one in values if one.scope in moving]) else set()


def _is_of(value: PrintedValue, proved: Proved) -> bool:
    if value.name in TEXTS:
        return any(value.text in account[:2] for account in proved.accounts)
    return any(one.number in proved.roles for one in value.readings)


def _agree(values: Sequence[PrintedValue]) -> bool:
    """Whether no value comes with two contents on one side."""
    by_name: dict[tuple[str, str | None], list[PrintedValue]] = {}
    for value in values:
        if value.name not in SETTINGS:
            by_name.setdefault((value.name, value.side), []).append(value)
    return all(one.same_as(other) for found in by_name.values() for one, other in pairwise(found))
