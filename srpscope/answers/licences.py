"""The licence of srpscope and of everything that it is installed with, as each package says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from srpscope.errors import UserError

NOT_SAID = "not said"
_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9._-]+)")
_OF_AN_EXTRA = re.compile(r";.*\bextra\s*==")
_CLASSIFIER = "License :: OSI Approved :: "


@dataclass(frozen=True)
class Licence:
    """One installed package. licence: an SPDX expression, or what its metadata has instead."""

    package: str
    version: str
    licence: str


def licences(package: str = "srpscope") -> list[Licence]:
    """A package and all that it needs here, by name; what is for other systems and not installed is left out.

    Raises UserError where the package itself is not installed (a checkout that is only on the path).
    """
    found: dict[str, Licence] = {}
    ahead = [package]
    while ahead:
        name = ahead.pop()
        if _plain(name) in found:
            continue
        try:
            one = distribution(name)
        except PackageNotFoundError:
            if name == package:
                raise UserError(
                    f"{package} is not installed as a package here, so nothing says what it needs."
                ) from None
            continue
        found[_plain(name)] = Licence(one.metadata["Name"], one.version, _licence(one))
        ahead += [_needed(text) for text in one.requires or () if not _OF_AN_EXTRA.search(text)]
    first = found.pop(_plain(package))
    return [first, *sorted(found.values(), key=lambda licence: licence.package.lower())]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _needed(requirement: str) -> str:
    match = _REQUIREMENT.match(requirement)
    return match[1] if match else requirement


def _licence(one: Distribution) -> str:
    data = one.metadata
    stated = data.get_all("License-Expression")
    if stated:
        return str(stated[0])
    classifiers = [text.removeprefix(_CLASSIFIER) for text in data.get_all("Classifier") or () if _CLASSIFIER in text]
    if classifiers:
        return ", ".join(classifiers)
    text = "".join(data.get_all("License") or ()).strip()
    return text.splitlines()[0][:60] if text else NOT_SAID
