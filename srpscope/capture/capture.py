"""The capture: a header and lines, as the file has them. Every screen, answer and format starts from or ends in one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Line = dict[str, Any]
"""One line of a capture file: a JSON object with a "type"."""


DEDUCED = "arithmetic"
"""The header's "group_by" where nobody names the group, and a page's exponents and public values alone give it: it is
what the side that printed them took, and no word on the other one's."""


def fill_header(header: Line, more: Mapping[str, Any]) -> None:
    """Put what a header leaves open, and another one says, into it. A group that somebody names goes over one that is
    only deduced; "group_by" never goes without its group."""
    deduced = "group_by" in header
    for key, value in more.items():
        if header.get(key) is None and key != "group_by":
            header[key] = value
            if key == "group" and "group_by" in more:
                header["group_by"] = more["group_by"]
    if deduced and more.get("group") is not None and "group_by" not in more:
        header["group"] = more["group"]
        del header["group_by"]


@dataclass
class Capture:
    """One handshake, or what is known of it.

    header: the header line without its "type" (title, dialect, group, hash, origin ...).
    lines: everything after it in order, unknown types and keys kept as they came.
    notes: sentences the reader of the file wants said (what was odd, and where). Not part of the file.
    numbers: where each line stands in the file it came from, for sentences about it; empty where there is none.
    name: what people call it: the file's name, or a title for a session found inside a larger file.
    unread: places of a page that name a value and could not be read, one sentence each. Not part of the file.
    """

    header: Line = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    name: str = ""
    numbers: list[int] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def of_type(self, kind: str) -> Iterator[Line]:
        """The lines of one type, in order."""
        return (line for line in self.lines if line.get("type") == kind)

    @property
    def messages(self) -> list[Line]:
        """{"t": seconds, "from": "client"|"server", "via": .., "endpoint": .., "bytes": hex}."""
        return list(self.of_type("message"))

    @property
    def events(self) -> list[Line]:
        """{"t": seconds, "what": .., "code": .., "text": ..}: what happened on the transport."""
        return list(self.of_type("event"))

    @property
    def edits(self) -> list[Line]:
        """{"side": .., "value": NAME, "formula"|"hex"|"text"|"dec"|"b64": .., "off": bool}."""
        return list(self.of_type("edit"))

    @property
    def title(self) -> str:
        """The header's title, else the name."""
        title = self.header.get("title")
        return title if isinstance(title, str) and title else self.name

    def add(self, kind: str, **keys: Any) -> Line:
        """Append a line and return it. A key that is a Python keyword ("from") is given as "from_"."""
        line: Line = {"type": kind, **{key.removesuffix("_"): value for key, value in keys.items()}}
        self.lines.append(line)
        return line

    def add_values(self, side: str, values: Mapping[str, str], **keys: Any) -> Line:
        """Append a values line for one side; the values are hex, or text for I, P and declared text inputs."""
        return self.add("values", side=side, values=dict(values), **keys)
