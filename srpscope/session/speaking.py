"""Which dialect each side speaks: as the person says, else as the capture's header does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from srpscope.errors import FileError, UserError
from srpscope.srp.dialect import Dialect, dialect
from srpscope.srp.primitives import groups
from srpscope.srp.primitives.groups import Group

if TYPE_CHECKING:
    from srpscope.srp.nimbus_settings import PublishedSettings

UNDECLARED = "srp6a"
"""The dialect assumed for a capture that names none, until identify or the person says which."""

PARTIES = ("client", "server", "enroller")


@dataclass(frozen=True)
class Spoken:
    """What one side speaks. group: the one that comes with it, where it names one."""

    dialect: Dialect
    group: Group | None


class Speaking:
    """The dialects of a capture's sides. chosen: what the person says, by side or for "both", over what the file does.

    notes: what the file names and nobody knows; the side is then read as if it said nothing.
    """

    def __init__(self, header: Mapping[str, Any], chosen: Mapping[str, str]) -> None:
        self._header = header
        self._chosen = chosen
        self._published: dict[int, tuple[dict[str, Any], PublishedSettings]] = {}
        self.notes: dict[str, None] = {}

    @property
    def declared(self) -> str | None:
        """The dialect that the capture, or the person, names; None where nobody did, or what the file names is
        unknown."""
        found, where = self._named("both")
        spoken = None if found is None else self._read(found, where)
        return None if spoken is None else spoken.id

    def dialect(self, side: str) -> Dialect:
        """The dialect of a side. Raises UserError for an unknown one that the person named."""
        found, where = self._named(side)
        spoken = None if found is None else self._read(found, where)
        return dialect(UNDECLARED) if spoken is None else spoken

    def settings_object(self, side: str) -> PublishedSettings | None:
        """The published Nimbus settings that a side's dialect is, where it is such an object that says enough."""
        found, where = self._named(side)
        return None if self._read(found, where) is None or not isinstance(found, dict) else self._settings(found)

    def spoken(self, side: str) -> Spoken:
        """The dialect of a side with its group, named by it or published beside it."""
        own = self.dialect(side)
        published = self.settings_object(side)
        if own.group is not None:
            try:
                return Spoken(own, groups.group(own.group))
            except UserError as error:
                self.notes[f"dialect {own.id}, group: {error}"] = None
        return Spoken(own, None if published is None else published.group)

    def _named(self, side: str) -> tuple[object, str]:
        """What names a side's dialect, and the header's key where the file does it; (None, "") where nothing does."""
        header = self._header
        for one in (side, "server") if side == "enroller" else () if side == "both" else (side,):
            if self._chosen.get(one):
                return self._chosen[one], ""
            if header.get(f"{one}_dialect") and not self._chosen.get("both"):
                return header[f"{one}_dialect"], f"{one}_dialect"
        if self._chosen.get("both"):
            return self._chosen["both"], ""
        return (header["dialect"], "dialect") if header.get("dialect") else (None, "")

    def _read(self, found: object, where: str) -> Dialect | None:
        try:
            if isinstance(found, dict):
                published = self._settings(found)
                return replace(published.dialect, hash=published.hash, group=None, _parsed={})
            if isinstance(found, str):
                return dialect(found)
            if found is None:
                return None
            raise UserError("it is an id in quotes, the settings object that Nimbus publishes, or null.")
        except (UserError, FileError) as error:
            if not where:
                raise
            self.notes[f"header, {where}: {error}"] = None
            return None

    def _settings(self, found: dict[str, Any]) -> PublishedSettings:
        from srpscope.srp.nimbus_settings import of_object

        # The object is kept beside what it gives: its id stays its own.
        known = self._published.get(id(found))
        if known is None:
            known = self._published[id(found)] = (found, of_object(found))
        return known[1]
