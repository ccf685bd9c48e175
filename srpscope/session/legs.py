"""The judgement of a handshake that was split by a proxy, from those of its two legs: which half is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from srpscope.printable import printable
from srpscope.session.clauses import lower, status_of
from srpscope.session.rows import WIDEST
from srpscope.statuses import AGREE, CANNOT_TELL, DISAGREE

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


def leg_status(judged: Judged) -> int:
    """As an exit status; a leg that ended by what a person did to a message says nothing of who is right."""
    return CANNOT_TELL if judged.get("at_fault") == "person" else status_of(judged)


def both(app: Judged, device: Judged) -> dict[str, Any]:
    """The judgement of the whole. The leg that is wrong lends it everything but the headline; where none is, the
    app's does."""
    app_status, device_status = leg_status(app), leg_status(device)
    if app_status == AGREE and device_status == AGREE:
        return {**app, "headline": "Both legs agree: the device is right with us, and so is your app."}
    if device_status == AGREE:
        return {**app, "headline": _one("The device", "your app", app)}
    if app_status == AGREE:
        return {**device, "headline": _one("Your app", "the device", device)}
    each = (_each(app, device, _short), _each(app, device, _brief), f"Your app's: {_brief(app)}")
    if app_status == device_status == DISAGREE:
        lead = "Neither leg is right."
        if app["cause"] != "proved" and device["cause"] != "proved":
            hint = "The user name or password given to srpscope may be another one."
            return {**app, "headline": _fitting(*(f"{lead} {one} {hint}" for one in each[:2]), f"{lead} {hint}")}
    elif app_status == DISAGREE:
        lead = "Your app is not right with us, and of the device it cannot be told."
    elif device_status == DISAGREE:
        told = "The device is not right with us, and of your app it cannot be told."
        return {**device, "headline": _fitting(*(f"{told} {one}".rstrip() for one in each))}
    else:
        lead = "Of neither leg can it be told."
        if not_reached := device["outcome"] == "unknown" and str(device["text"]):
            silent = f"The device was not spoken to: {not_reached}"
            each = (f"{silent} Your app's leg: {_short(app)}", f"{silent} Your app's leg: {_brief(app)}", silent)
    return {**app, "headline": _fitting(*(f"{lead} {one}".rstrip() for one in each))}


def _fitting(*ways: str) -> str:
    """The first of some sentences that has room, else the last; each leg has its own headline beside it."""
    return next((one for one in ways if len(one) < WIDEST), ways[-1])


def _each(app: Judged, device: Judged, said: Callable[[Judged], str]) -> str:
    return f"Your app's: {said(app)} The device's: {said(device)}"


def passed(app: Judged, device: Judged) -> dict[str, Any]:
    """The judgement of a handshake that was passed through: that of the leg that leads."""
    return dict(device if leading(app, device) == "device" else app)


def leading(app: Judged, device: Judged) -> str:
    """Of two legs that carried the same messages, the one to look at: where a person changed or dropped one, which the
    other leg knows nothing of, else the app's, unless the device's ended worse."""
    by_hand = [leg for leg, one in (("app", app), ("device", device)) if one.get("at_fault") == "person"]
    worse = status_of(device) == DISAGREE and status_of(app) != DISAGREE
    return by_hand[0] if by_hand else "device" if worse else "app"


def _one(right: str, other: str, judged: Judged) -> str:
    """One leg is right, and what is known of the other one."""
    lead, cause = f"{right} is right with us", str(judged["headline"]).partition("refused M1: ")[2]
    short = [f"{lead}; {other}: {lower(cause)}"] if cause else []
    brief = {**judged, "headline": _brief(judged)}
    return _fitting(f"{lead}; {_other(other, judged)}", *short, f"{lead}; {_other(other, brief)}")


def _other(who: str, judged: Judged) -> str:
    if leg_status(judged) != DISAGREE:
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


def _brief(judged: Judged) -> str:
    """How a leg ended, without why."""
    if judged.get("at_fault") == "person":
        return "It ended by what was changed or dropped on purpose."
    return f"{re.split(r'[:;,.] ', str(judged['headline']))[0].rstrip('.')}."


def _short(judged: Judged) -> str:
    headline = str(judged["headline"])
    return headline if headline.endswith(".") else f"{headline}."
