"""A dialect file made of a known dialect and the edits that make it fit."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from srpscope.srp.dialect import Dialect
from srpscope.srp.edit import Edit


def new_dialect(base: Dialect, edits: Sequence[Edit], side: str, proof: str, hash_name: str | None = None) -> str:
    """The TOML text: `extends` the base, and the edits' formulas for both sides where the base has one for both.

    side and proof: whose value came out, and which, for the line on what was verified. Edits that are no formula (a
    salt, a password) belong to one capture and are left out.
    """
    formulas = {edit.value: edit.content for edit in edits if edit.form == "formula" and edit.value != "H"}
    changed = ", ".join(formulas) or "the hash"
    hash_name = next((edit.content for edit in edits if edit.value == "H"), hash_name)
    lines = [
        f"title = {_quoted(f'{base.title}, with another {changed}')}",
        f"about = {_quoted(f'Found by srpscope from one capture: {base.id} with another {changed}.')}",
        f"extends = {_quoted(base.id)}",
    ]
    if hash_name and hash_name != base.hash:
        lines.append(f"hash = {_quoted(hash_name)}")
    lines.append(f"verified = {_quoted(f'One capture: {proof} of the {side} came out. Nothing else was compared.')}")
    for table in ("values", "client", "server"):
        chosen = {name: text for name, text in formulas.items() if _table(base, name, side) == table}
        if chosen:
            lines += ["", f"[{table}]", *(f"{name} = {_quoted(text)}" for name, text in chosen.items())]
    return "\n".join(lines) + "\n"


def _table(base: Dialect, name: str, side: str) -> str:
    own = base.client if side == "client" else base.server
    return side if name in own else "values"


def _quoted(text: str) -> str:
    # JSON's escapes are TOML's; what neither writes out, a lone surrogate, has no place in a file.
    return json.dumps(re.sub(r"[\ud800-\udfff]", "?", text), ensure_ascii=False)
