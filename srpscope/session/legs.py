"""The judgement of a handshake that was split by a proxy, from those of its two legs: which half is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from srpscope.printable import printable
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
        lead = "The device is right with us; "
        return {**app, "headline": lead + _wrong("your app", app)}
    if app_status == AGREE:
        lead = "Your app is right with us; "
        return {**device, "headline": lead + _wrong("the device", device)}
    wrong = device if device_status == DISAGREE and app_status != DISAGREE else app
    told = f"Neither leg is right. Your app's: {_short(app)} The device's: {_short(device)}"
    if app_status == device_status == DISAGREE and app["cause"] != "proved" and device["cause"] != "proved":
        told += " The user name or password given to srpscope may be another one."
    return {**wrong, "headline": told}


def passed(app: Judged, device: Judged) -> dict[str, Any]:
    """The judgement of a handshake that was passed through: the app's, unless the device's leg ended worse."""
    worse = status_of(device) == DISAGREE and status_of(app) != DISAGREE
    return dict(device if worse else app)


def _wrong(who: str, judged: Judged) -> str:
    headline = str(judged["headline"])
    _, colon, cause = headline.partition("refused M1: ")
    if colon and judged["cause"] == "proved":
        return f"{who}'s proof is not: {cause}"
    return f"{who} is not: {headline[:1].lower()}{headline[1:]}"


def _short(judged: Judged) -> str:
    headline = str(judged["headline"])
    return headline if headline.endswith(".") else f"{headline}."
