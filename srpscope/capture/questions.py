"""What a page of values leaves open: asked on the screen, reported by every command, never chosen in silence.

An ambiguity is a line of the capture like any other, so that it survives being saved:
{"type":"question","side":"client","value":"s","line":3,"text":"..","alternatives":[{"form":"hex","hex":".."},..]}
An alternative names another "value" where the doubt is which value was printed, not how.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from srpscope.capture.capture import Capture, Line
from srpscope.errors import UserError


@dataclass(frozen=True)
class Ambiguity:
    """One printed value that can be read in more than one way.

    side, value: whose value it is and which (of the first alternative).
    text: the sentence that says what is in doubt and where it stood.
    alternatives: each {"form": how, "hex": digits} and, where the doubt is which value it is, "value".
    at: the line of the file or paste, 1-based, 0 where unknown.
    """

    side: str
    value: str
    text: str
    alternatives: tuple[dict[str, Any], ...]
    at: int = 0

    def to_line(self) -> Line:
        """The capture line."""
        return {
            "type": "question",
            "side": self.side,
            "value": self.value,
            "line": self.at,
            "text": self.text,
            "alternatives": [dict(one) for one in self.alternatives],
        }


def questions(capture: Capture) -> list[Ambiguity]:
    """Every open question of a capture; lines of that type that do not have its shape are passed over."""
    found = []
    for line in capture.of_type("question"):
        alternatives = line.get("alternatives")
        if not isinstance(alternatives, list) or len(alternatives) < 2:
            continue
        if not all(isinstance(one, dict) and isinstance(one.get("hex"), str) for one in alternatives):
            continue
        at = line.get("line")
        found.append(
            Ambiguity(
                side=str(line.get("side", "client")),
                value=str(line.get("value", "")),
                text=str(line.get("text", "")),
                alternatives=tuple(alternatives),
                at=at if isinstance(at, int) else 0,
            )
        )
    return found


def remind(capture: Capture) -> Capture:
    """The capture with every open question among its notes, so that a command reports it also from a saved file."""
    capture.notes += [one.text for one in questions(capture) if one.text not in capture.notes]
    return capture


def answer(capture: Capture, question: Ambiguity, choice: int) -> Line:
    """Settle a question: its line becomes a values line with the alternative chosen (0-based). Returns that line.

    Raises UserError where the capture does not hold the question or the choice is none of its alternatives.
    """
    if not 0 <= choice < len(question.alternatives):
        raise UserError(f"There is no answer {choice + 1} to: {question.text}")
    wanted = question.to_line()
    for index, line in enumerate(capture.lines):
        if line.get("type") == "question" and {**wanted, **line} == {**line, **wanted}:
            chosen = question.alternatives[choice]
            name = str(chosen.get("value", question.value))
            settled: Line = {"type": "values", "side": question.side, "values": {name: chosen["hex"]}}
            if chosen.get("width") is False:
                settled["width"] = False
            capture.lines[index] = settled
            capture.notes[:] = [note for note in capture.notes if note != question.text]
            return settled
    raise UserError("The capture does not hold this question any more.")
