"""What Apple's sign-in messages are to everybody else."""

from __future__ import annotations

import base64
import plistlib

from srpscope.wire.apple.messages import DIALECTS, PLIST, WEB, inner, plist_of, read
from srpscope.wire.decoders import Decoded, SeenBefore, Wire, others_words
from srpscope.wire.json_text import place, read_object, write_object


class AppleWire(Wire):
    """Property lists of GrandSlam, and the JSON of iCloud's web page, over HTTP."""

    name = "apple"
    dialect = "apple-gsa-s2k"
    labels = ("init", "challenge", "complete", "done")
    client_proof = ("complete",)
    server_proof = ("done",)

    def decode(self, sender: str, data: bytes, endpoint: str | None = None) -> Decoded | None:
        """The values of one message."""
        found = read(data)
        if found is None:
            return None
        notes = others_words(found.sender, sender)
        if found.protocol and found.protocol not in DIALECTS:
            notes.append(f"The server wants the password stretched by {found.protocol!r}, which is not known here.")
        decoded = Decoded(found.name, found.values, notes=notes)
        if found.web:
            whole = read_object(data, "")
            spots = ((value, place(data, WEB[value], str(whole[WEB[value]]))) for value in found.values)
            decoded.fields.extend((value, (spot,)) for value, spot in spots if spot is not None)
        if found.status is not None:
            number, words = found.status
            return Decoded(found.name, found.values, decoded.fields, notes, f"{number}: {words}")
        return decoded

    def opens(self, sender: str, decoded: Decoded, before: SeenBefore | None) -> bool:
        """The client's A."""
        return decoded.name == "init" if before is not None else bool(decoded.values)

    def dialect_of(self, data: bytes) -> str | None:
        """The server says how the password is stretched."""
        found = read(data)
        return None if found is None else DIALECTS.get(found.protocol)

    def begins(self, head: bytes) -> bool:
        """A property list in XML, or a JSON object."""
        return head.lstrip().startswith((b"<?xml", b"<plist", b"{"))

    def spoken_by(self, data: bytes) -> str | None:
        """The keys say it."""
        found = read(data)
        return found.sender if found is not None and found.values else None

    def encode(self, data: bytes, name: str, content: bytes) -> bytes:
        """The message anew, with another content of one value."""
        found = read(data)
        if found is None or name not in found.values:
            raise self.no_field(name)
        number = int.from_bytes(content)
        if found.web:
            whole = read_object(data, "")
            made = (
                base64.b64encode(content).decode()
                if name in ("A", "B", "s", "M1")
                else content.decode("utf-8", "replace")
            )
            return write_object({**whole, WEB[name]: number if name == "iterations" else made})
        listed = plist_of(data)
        held = inner(listed)
        held[PLIST[name]] = (
            number if name == "iterations" else content.decode("utf-8", "replace") if name == "I" else content
        )
        return plistlib.dumps(listed)


WIRE = AppleWire()
