"""The programming languages that srpscope writes code in or knows the habits of: one table.

Fixes (why/telling), exported tests (report/export) and slips (why/slips) name a language by its id.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Language:
    """A language.

    name: as people write it. operand, between: how one operand of a hash is written, and what stands between two.
    comment: what opens and closes a line that is no code. hashes: how its library spells a hash: as srpscope does
    (sha3-256), with _ (sha3_256), in capitals with a hyphen (SHA-512, SHA3-256), or as Swift (SHA512, SHA3_256).
    fixed: fixes are written in it (why/telling/fixes.toml). exported: tests are written in it (report/export).
    """

    id: str
    name: str
    operand: str = "{}"
    between: str = ", "
    comment: tuple[str, str] = ("// ", "")
    hashes: Literal["plain", "underscore", "hyphen", "swift"] = "underscore"
    fixed: bool = False
    exported: bool = False

    def joined(self, operands: list[str]) -> str:
        """Operands of a hash as the language writes a list of them."""
        return self.between.join(self.operand.format(one) for one in operands)

    def remark(self, text: str) -> str:
        """A line that is no code."""
        return f"{self.comment[0]}{text}{self.comment[1]}"

    def hash_name(self, name: str) -> str:
        """A hash, by srpscope's name for it, as the language's library calls it."""
        match self.hashes:
            case "plain":
                return name
            case "hyphen":
                return name.upper() if "-" in name else name.upper().replace("SHA", "SHA-")
            case "swift":
                return "Insecure.SHA1" if name == "sha1" else name.upper().replace("-", "_")
        return name.replace("-", "_")


_HASH = ("# ", "")
_C = ("/* ", " */")

LANGUAGES: dict[str, Language] = {
    one.id: one
    for one in (
        Language("dart", "Dart", operand="...{}", fixed=True, exported=True),
        Language("kotlin", "Kotlin", between=" + ", hashes="hyphen", fixed=True, exported=True),
        Language("java", "Java", hashes="hyphen", fixed=True, exported=True),
        Language("swift", "Swift", between=" + ", hashes="swift", fixed=True, exported=True),
        Language("javascript", "JavaScript", hashes="plain", fixed=True, exported=True),
        Language("typescript", "TypeScript", hashes="plain", exported=True),
        Language("python", "Python", between=" + ", comment=_HASH, fixed=True, exported=True),
        Language("c", "C", "hash_update({});", " ", _C, fixed=True, exported=True),
        Language("csharp", "C#", hashes="hyphen"),
        Language("go", "Go"),
        Language("rust", "Rust"),
        Language("cpp", "C++"),
        Language("micropython", "MicroPython", between=" + ", comment=_HASH),
        Language("php", "PHP", between=" . "),
        Language("ruby", "Ruby", between=" + ", comment=_HASH),
        Language("lua", "Lua", between=" .. ", comment=("-- ", "")),
        Language("elixir", "Erlang or Elixir", between=" <> ", comment=_HASH),
    )
}
"""By id, those that people port to most first."""

SHORT = {
    "js": "javascript",
    "node": "javascript",
    "ts": "typescript",
    "py": "python",
    "kt": "kotlin",
    "c#": "csharp",
    "cs": "csharp",
    "c++": "cpp",
    "golang": "go",
    "rs": "rust",
    "rb": "ruby",
    "erlang": "elixir",
}
"""What people type for a language -> its id."""


def id_of(text: str) -> str:
    """The id of a language as somebody wrote it, in any case; the text as it is where that is none."""
    lower = text.lower()
    return SHORT.get(lower, lower if lower in LANGUAGES else text)


FIXED = tuple(one.id for one in LANGUAGES.values() if one.fixed)
"""Languages that fixes are written in, in the order in which they are offered."""
