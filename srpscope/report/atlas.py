"""`dialects --markdown`: which implementation speaks which dialect, proved by what, as a page."""

from __future__ import annotations

from collections.abc import Iterator

from srpscope.printable import printable
from srpscope.srp.dialect import Dialect, dialect, shipped_ids
from srpscope.srp.primitives import hashes
from srpscope.srp.values import HASHED

OPENING = """\
# Which implementation speaks which dialect of SRP

Made by `srpscope dialects --markdown` from the files in [srpscope/srp/dialects](srpscope/srp/dialects), whose language
is described [there](srpscope/srp/dialects/README.md). Two programs that both say "SRP-6a" agree only where their rows
have the same formulas; `srpscope dialects --compare A B` says of any two whether they ever do, and
`srpscope identify FILE` finds the rows that a handshake fits.

How to read the formulas: `|` joins bytes, `^` is xor; a bare number is without leading zeros unless the column *bytes*
says otherwise, `PAD` is zero-padded to the length of N, `H` the hash. I is the user name, P the password, s the salt.
`-` stands for a value that the implementation does not have. A, B and S are made as in SRP-6a unless a section says
otherwise.
"""

BASE = "srp6a"

COLUMNS = ("dialect", "spoken by", "proved by", "hash, group", "bytes", *HASHED)


def page() -> str:
    """The whole page: the formulas, then what each row rests on, and what is odd about it."""
    known = [dialect(name) for name in shipped_ids()]
    lines = [OPENING, "## Formulas", "", _row(COLUMNS), _row(["---"] * len(COLUMNS))]
    lines += [_row(_cells(one)) for one in known]
    lines += [
        "",
        "## Proved by what",
        "",
        "What was compared with the real program, the sources that were read, and what is odd.",
    ]
    for one in known:
        lines += ["", *_section(one)]
    return "\n".join(lines)


def _cells(spoken: Dialect) -> list[str]:
    setting = [hashes.shown(spoken.hash) if spoken.hash else "any hash", spoken.group or "any group"]
    formulas = [_formula(spoken, name) for name in HASHED]
    link = f"[{spoken.id}](#{_anchor(spoken)})"
    return [link, _text(", ".join(spoken.packages)), _proof(spoken), ", ".join(setting), _bytes(spoken), *formulas]


def _proof(spoken: Dialect) -> str:
    """What a row rests on: handshakes that are in our tests, else the first sentence of what its file says."""
    if spoken.implementations:
        return "recorded handshakes"
    return _text(spoken.verified.split(". ")[0].rstrip("."))


def _bytes(spoken: Dialect) -> str:
    return spoken.encoding if spoken.order == "big" else f"{spoken.encoding}, little-endian"


def _formula(spoken: Dialect, name: str) -> str:
    """A value's formula on the side that shows it; both where the sides differ."""
    client, server = spoken.formula("client", name), spoken.formula("server", name)
    texts = list(dict.fromkeys(one.text for one in (client, server) if one is not None))
    return " or ".join(f"<code>{_text(one)}</code>" for one in texts) or "-"


def _section(spoken: Dialect) -> Iterator[str]:
    yield f"### {spoken.id}"
    yield ""
    yield _text(f"{spoken.title}. {spoken.about}".replace("..", "."))
    yield ""
    yield f"- Verified: {_text(spoken.verified)}"
    if spoken.sources:
        yield f"- Sources: {_text('; '.join(spoken.sources))}"
    own = [f"<code>{name} = {_formula_text(spoken, name)}</code>" for name in spoken.own_values]
    if own:
        yield f"- Its own values: {', '.join(own)}"
    for name, (parameters, text) in spoken.define.items():
        head = f"{name}({', '.join(parameters)})"
        yield f"- <code>{_text(f'{head} = {text}')}</code>"
    if spoken.formula_text("server", "B") != dialect(BASE).formula_text("server", "B"):
        yield f"- <code>B = {_text(spoken.formula_text('server', 'B') or '-')}</code>"
    for one in spoken.pitfalls:
        yield f"- {_text(one)}"


def _formula_text(spoken: Dialect, name: str) -> str:
    formula = spoken.formula("client", name) or spoken.formula("server", name)
    return "" if formula is None else _text(formula.text)


def _anchor(spoken: Dialect) -> str:
    """GitHub's and GitLab's anchor of a heading that is an id."""
    return spoken.id.replace(".", "")


def _row(cells: list[str] | tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _text(text: str) -> str:
    """Text of a file inside a table or a list: no markup, no cell's end."""
    plain = printable(text, 2_000)
    for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("|", "&#124;")):
        plain = plain.replace(char, entity)
    return plain.replace("*", "\\*").replace("_", "\\_")
