"""A capture that names no dialect gets the one that reproduces everything known in it, and says so."""

from __future__ import annotations

from dataclasses import replace

from srpscope.capture.capture import Capture
from srpscope.session import Session
from srpscope.why.identify import Identification, Read, identify


def declared(session: Session) -> Session:
    """The session itself where somebody named a dialect, else the same capture under the dialect that fits it.

    What was chosen, what fits as well, and that nothing fits, is a note of the capture. Nothing known: unchanged.
    """
    header = session.capture.header
    named = session.declared or session.dialects or any(header.get(f"{side}_dialect") for side in ("client", "server"))
    if named:
        return session
    found = identify(reader(session))
    best = found.dialects[0] if found.dialects else found.nearest
    if best is None:
        return session
    more = {"hash": best.hash} if header.get("hash") is None and best.hash is not None else {}
    group = getattr(best, "group", None)
    if header.get("group") is None and group is not None:
        more["group"] = group
    capture = replace(
        session.capture,
        header={**header, **more},
        notes=[*session.capture.notes, _said(found)],
    )
    return Session(capture, {"both": best.id}, session.settings, memory=session.memory)


def _said(found: Identification) -> str:
    if not found.dialects:
        assert found.nearest is not None
        return (
            f"The capture names no dialect, and none reproduces it: read as the nearest one, {found.nearest.id}, "
            f"which fails at {found.nearest.fails_at}."
        )
    others = [one.id for one in found.dialects[1:]]
    also = f" The same comes out of {', '.join(others[:6])}." if others else ""
    return f"The capture names no dialect: read as {found.dialects[0].id}, which reproduces everything known.{also}"


def reader(session: Session) -> Read:
    """The session's capture as it reads under one dialect after another, its edits left out."""
    from srpscope.session import Reading, Session
    from srpscope.why.identify import Sides

    capture = _with_group(with_messages_read(session.capture), session)
    sides = ["both", "client", "server"]
    if session.reading().has_enroller:
        sides.append("enroller")

    def read(name: str) -> Sides:
        spoken = dict.fromkeys(sides, name)
        reading = Reading(Session(capture, spoken, session.settings, memory=session.memory), [])
        return Sides(reading.client, reading.server, reading.wire, reading.enroller, reading.widthless)

    return read


def _with_group(capture: Capture, session: Session) -> Capture:
    """Settings that the header holds as an object name a group and a hash, whichever dialect is tried."""
    published = session.settings_object("client")
    if published is None:
        return capture
    header = capture.header
    N, g = published.group.N, published.group.g
    group = (
        [] if header.get("group") else [{"type": "values", "side": "both", "values": {"N": f"{N:x}", "g": f"{g:x}"}}]
    )
    more = {"hash": header.get("hash") or published.hash, "dialect": None}
    return replace(capture, header={**header, **more}, lines=[*group, *capture.lines], numbers=[])


def with_messages_read(capture: Capture) -> Capture:
    """The capture with its messages as plain wire values: which wire they are of does not depend on a dialect's id."""
    from srpscope.wire.decoders import DECODERS, decode

    best: dict[str, bytes] = {}
    for wire in DECODERS:
        found: dict[str, bytes] = {}
        for line in capture.messages:
            try:
                data = bytes.fromhex(line["bytes"])
            except (KeyError, TypeError, ValueError):
                continue
            endpoint = line.get("endpoint")
            decoded = decode(wire, str(line.get("from", "")), data, endpoint if isinstance(endpoint, str) else None)
            found |= decoded.values if decoded is not None else {}
        if len(found) > len(best):
            best = found
    plain = {"type": "values", "side": "wire", "values": {f"{name}.hex": data.hex() for name, data in best.items()}}
    lines = [line for line in capture.lines if line.get("type") != "message"]
    return replace(capture, lines=[*lines, plain] if best else lines, numbers=[])
