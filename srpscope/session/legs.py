"""The judgement of a handshake that was split by a proxy, from those of its two legs: which half is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from srpscope.printable import printable
from srpscope.session.clauses import lower
from srpscope.session.judgement import status_of
from srpscope.statuses import AGREE, DISAGREE

Judged = Mapping[str, Any]
"""The object under the key "judgement"."""


def not_spoken(why: str) -> dict[str, Any]:
    """The judgement of a leg on which nothing was said. why: a sentence, "" where it is not known."""
    return {
        "outcome": "unknown",
        "by": "",
        "of": "",
        "text": printable(why, 300),
        "values": "unknown",
        "cause": "cannot-tell",
        "at_fault": "unknown",
        "cleared": [],
        "missing": [],
        "headline": f"Nothing was said on this leg. {printable(why, 300)}".rstrip(),
    }


def both(app: Judged, device: Judged) -> dict[str, Any]:
    """The judgement of the whole. The leg that is wrong lends it everything but the headline; where none is, the
    app's does."""
    app_status, device_status = status_of(app), status_of(device)
    if app_status == AGREE and device_status == AGREE:
        return {**app, "headline": "Both legs agree: the device is right with us, and so is your app."}
    if device_status == AGREE:
        return {**app, "headline": f"The device is right with us; {_other('your app', app)}"}
    if app_status == AGREE:
        return {**device, "headline": f"Your app is right with us; {_other('the device', device)}"}
    each = f"Your app's: {_short(app)} The device's: {_short(device)}"
    if app_status == device_status == DISAGREE:
        told = f"Neither leg is right. {each}"
        if app["cause"] != "proved" and device["cause"] != "proved":
            told += " The user name or password given to srpscope may be another one."
        return {**app, "headline": told}
    if app_status == DISAGREE:
        return {**app, "headline": f"Your app is not right with us, and of the device it cannot be told. {each}"}
    if device_status == DISAGREE:
        return {**device, "headline": f"The device is not right with us, and of your app it cannot be told. {each}"}
    if not_reached := device["outcome"] == "unknown" and str(device["text"]):
        each = f"The device was not spoken to: {not_reached} Your app's leg: {_short(app)}"
    return {**app, "headline": f"Of neither leg can it be told. {each}"}


def passed(app: Judged, device: Judged) -> dict[str, Any]:
    """The judgement of a handshake that was passed through: the app's, unless the device's leg ended worse."""
    worse = status_of(device) == DISAGREE and status_of(app) != DISAGREE
    return dict(device if worse else app)


def _other(who: str, judged: Judged) -> str:
    if status_of(judged) != DISAGREE:
        headline = str(judged["headline"])
        asked = headline.removeprefix("Cannot tell yet: ")
        yet = "" if asked == headline else " yet"
        return f"of {who} it cannot be told{yet}: {lower(asked)}"
    return _wrong(who, judged)


def _wrong(who: str, judged: Judged) -> str:
    headline = str(judged["headline"])
    _, colon, cause = headline.partition("refused M1: ")
    if colon and judged["cause"] == "proved":
        return f"{who}'s proof is not: {cause}"
    return f"{who} is not: {lower(headline)}"


def _short(judged: Judged) -> str:
    headline = str(judged["headline"])
    return headline if headline.endswith(".") else f"{headline}."
