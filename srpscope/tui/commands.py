"""Every key of every screen, declared once: bindings, footer, palette, help and `srpscope keys` are made from it.

No textual here, so that the command line can list the keys without it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

DEBUG, COMPARE, LIVE, LEARN, LIBRARY = "debug", "compare", "live", "learn", "library"
EVERYWHERE = (DEBUG, COMPARE, LIVE, LEARN, LIBRARY)
LOOKING = (DEBUG, COMPARE)
EDITING = (DEBUG, COMPARE, LEARN)


@dataclass(frozen=True)
class Command:
    """One thing that a key does.

    id: its name in a key map. key: as Textual spells it, several with commas. shown: as a person reads it. sentence:
    what it does, for palette and help. action: what runs. screens: where. footer, word: how the footer shows it, where
    it does; narrow: its word at 80 columns, "" where it is left out there.
    """

    id: str
    key: str
    shown: str
    sentence: str
    action: str
    screens: tuple[str, ...] = EVERYWHERE
    footer: str = ""
    word: str = ""
    narrow: str = ""


COMMANDS: tuple[Command, ...] = (
    Command(
        "help", "question_mark,f1", "?", "Keys and help for this pane", "app.help", EVERYWHERE, "?", "keys", "keys"
    ),
    # Debug
    Command("next-step", "n", "n", "Next value in time order", "step(1)", EDITING, "n/p", "step", "step"),
    Command("previous-step", "p", "p", "Previous value in time order", "step(-1)", EDITING),
    Command(
        "next-difference",
        "right_square_bracket",
        "]",
        "Next difference",
        "difference(1)",
        (DEBUG, COMPARE),
        "[/]",
        "difference",
        "diff",
    ),
    Command("previous-difference", "left_square_bracket", "[", "Previous difference", "difference(-1)", LOOKING),
    Command("side-left", "h,left", "h", "Look at the side to the left", "side(-1)", EDITING, "h/l", "side", "side"),
    Command("side-right", "l,right", "l", "Look at the side to the right", "side(1)", EDITING),
    Command("down", "j,down", "j", "Down in the pane", "down(1)", (DEBUG, COMPARE, LIVE, LEARN, LIBRARY)),
    Command("up", "k,up", "k", "Up in the pane", "down(-1)", (DEBUG, COMPARE, LIVE, LEARN, LIBRARY)),
    Command("first", "g,home", "g", "To the first row of the pane", "end(-1)", (DEBUG, COMPARE, LIBRARY)),
    Command("last", "G,end", "G", "To the last row of the pane", "end(1)", (DEBUG, COMPARE, LIBRARY)),
    Command("edit", "e", "e", "Edit the value on this side", "edit('')", EDITING, "e", "edit", "edit"),
    Command("edit-both", "E", "E", "Edit the value on both sides", "edit('both')", EDITING),
    Command("pad", "z", "z", "Pad the operand to len(N), or not", "encode('pad')", (DEBUG,), "z", "pad", ""),
    Command("strip", "Z", "Z", "Drop the operand's leading zeros", "encode('strip')", (DEBUG,)),
    Command("sign", "plus", "+", "Add Java's sign byte to the operand", "encode('sign')", (DEBUG,)),
    Command("reverse", "less_than_sign", "<", "Turn the operand's byte order round", "encode('reverse')", (DEBUG,)),
    Command("hex-text", "number_sign", "#", "Hash the operand's hex text", "encode('hex')", (DEBUG,)),
    Command("dialect-encoding", "0", "0", "Put the formula back to the dialect's", "encode('dialect')", (DEBUG,)),
    Command("undo", "u", "u", "Undo the last edit", "app.undo", EDITING),
    Command("redo", "ctrl+r", "^r", "Make an undone edit again", "app.redo", EDITING),
    Command("edits", "i", "i", "The list of edits", "app.edits", LOOKING),
    Command("save", "ctrl+s", "^s", "Save the edits with the capture", "app.save", LOOKING),
    Command("show-hex", "x", "x", "Show this value as hex", "form('hex')", LOOKING),
    Command("show-decimal", "d", "d", "Show this value in decimal", "form('dec')", LOOKING),
    Command("show-base64", "b", "b", "Show this value as base64", "form('b64')", LOOKING),
    Command("show-text", "t", "t", "Show this value as text", "form('text')", LOOKING),
    Command(
        "show-array", "a", "a", "Show this value as a C array, then as a Dart or Python list", "form('array')", LOOKING
    ),
    Command("why", "w", "w", "Why does it disagree, and what puts it right", "app.why", EDITING, "w", "why", "why"),
    Command("compare", "m", "m", "Compare the sides, and back", "app.other", LOOKING, "m", "compare", "compare"),
    Command(
        "differences-only",
        "o",
        "o",
        "Only the differences: the rest is dimmed",
        "only",
        (COMPARE,),
        "o",
        "differences only",
        "only",
    ),
    Command(
        "debug-value",
        "enter",
        "enter",
        "Open the value in the debugger",
        "open_value",
        (COMPARE,),
        "enter",
        "debug",
        "debug",
    ),
    Command("swap", "s", "s", "The next pair of columns", "swap", (COMPARE,)),
    Command("maximise", "enter", "enter", "Fill the screen with this pane", "maximise", (DEBUG,)),
    Command("fold", "space", "space", "Fold or unfold the operand's bytes", "fold", (DEBUG,)),
    Command("pin", "at", "@", "Pin the value on top of the steps, or unpin it", "pin", (DEBUG,)),
    Command("copy", "y", "y", "Copy the value to the terminal's clipboard", "copy", LOOKING),
    Command("write", "Y", "Y", "Write the value to a file", "write", LOOKING),
    Command("report", "r", "r", "Write a report without secrets", "app.report", LOOKING, "", "report", ""),
    Command("export", "T", "T", "Write a unit test for your own port", "app.export", LOOKING),
    # Library
    Command("open-capture", "enter", "enter", "Open the capture", "open_capture", (LIBRARY,), "enter", "open", "open"),
    Command("find", "slash", "/", "Find a capture", "find", (LIBRARY,), "/", "find", "find"),
    Command("open-file", "o", "o", "Open a file", "app.open_file", (DEBUG, LIBRARY), "", "open file", ""),
    Command("paste", "v", "v", "Paste a log or values", "app.paste", (DEBUG, COMPARE, LIBRARY), "", "paste", ""),
    Command("explain", "X", "X", "Explain a log line", "app.explain", (DEBUG, COMPARE, LIBRARY)),
    Command("credential", "C", "C", "Check or make a salt and verifier", "app.credential", (DEBUG, COMPARE, LIBRARY)),
    # Live
    Command("begin", "enter", "enter", "Start what is under the cursor", "begin", (LIVE,), "enter", "start", "start"),
    Command("send", "c", "c", "Send the held message", "send", (LIVE,), "c", "send", "send"),
    Command("send-all", "C", "C", "Send it, and hold nothing more", "send(True)", (LIVE,)),
    Command("drop", "X", "X", "Drop the held message", "drop", (LIVE,), "X", "drop", "drop"),
    Command("edit-held", "e", "e", "Edit the held message", "edit", (LIVE,), "e", "edit", "edit"),
    Command(
        "hold", "H", "H", "Hold before M1, before every message, or nothing", "hold", (LIVE,), "H", "hold at", "hold"
    ),
    Command(
        "further", "f", "f", "Try another password in the same session", "further", (LIVE,), "f", "password", "password"
    ),
    Command("another", "n", "n", "Begin another session", "another", (LIVE,), "n", "another", "new"),
    # Learn
    Command("go-on", "enter", "enter", "Lock the answer, then go on", "go_on", (LEARN,), "enter", "go on", "go on"),
    Command("answer-1", "1", "1", "The first answer", "answer(0)", (LEARN,), "1-4", "answer", "answer"),
    Command("answer-2", "2", "2", "The second answer", "answer(1)", (LEARN,)),
    Command("answer-3", "3", "3", "The third answer", "answer(2)", (LEARN,)),
    Command(
        "show-how",
        "exclamation_mark",
        "!",
        "Show how: make the edit that is asked for",
        "show_how",
        (LEARN,),
        "!",
        "how",
        "how",
    ),
    Command("answer-4", "4", "4", "The fourth answer", "answer(3)", (LEARN,)),
    # Everywhere
    Command("pane-1", "1", "1", "To the first pane", "pane(1)", (DEBUG, COMPARE, LIVE, LIBRARY)),
    Command("pane-2", "2", "2", "To the second pane", "pane(2)", (DEBUG, COMPARE, LIVE, LIBRARY)),
    Command("pane-3", "3", "3", "To the third pane", "pane(3)", (DEBUG, COMPARE, LIVE, LIBRARY)),
    Command("mode-debug", "f2", "F2", "Debug: step through the handshake", "app.mode('debug')"),
    Command("mode-compare", "f3", "F3", "Compare: client, server and wire side by side", "app.mode('compare')"),
    Command("mode-live", "f4", "F4", "Live: be the client or the server", "app.mode('live')"),
    Command("mode-learn", "f5", "F5", "Learn: lessons", "app.mode('learn')"),
    Command("mode-library", "f6", "F6", "Library: captures and files", "app.mode('library')"),
    Command("secrets", "f8", "F8", "Show or hide secrets", "app.secrets"),
    Command("theme", "f9", "F9", "Next theme", "app.next_theme"),
    Command("quit", "q", "q", "Quit", "app.leave", EVERYWHERE, "q", "quit", "quit"),
    Command("back", "escape", "esc", "Back", "app.go_back"),
)
"""In the order of the footer: ? first, quit last."""

MOST_IN_FOOTER = 9


def of_screen(screen: str) -> Iterator[Command]:
    """The commands of one screen."""
    return (command for command in COMMANDS if screen in command.screens)


def footer(screen: str, narrow: bool) -> list[tuple[Command, str, str]]:
    """What the footer shows: (command, keys, word), at most nine."""
    found = []
    left_out = {COMPARE: ("edit", "why", "compare"), LEARN: ("side-left",) if narrow else ()}
    for command in of_screen(screen):
        if screen == LIBRARY and command.id in ("open-file", "paste"):
            found.append((command, command.shown, command.word))
        elif screen == LIBRARY and command.id in ("mode-live", "mode-learn") and not narrow:
            found.append((command, command.shown, command.id.removeprefix("mode-")))
        elif screen == COMPARE and command.id == "report" and not narrow:
            found.append((command, command.shown, command.word))
        elif screen in left_out and command.id in left_out[screen]:
            continue
        elif command.footer and (command.narrow or not narrow):
            keys = "j/k" if screen == COMPARE and command.id == "next-step" else command.footer
            word = "value" if keys == "j/k" else command.word
            found.append((command, keys, (command.narrow if keys != "j/k" else word) if narrow else word))
    last = [one for one in found if one[0].id == "quit"]
    return [*(one for one in found if one[0].id != "quit")][: MOST_IN_FOOTER - len(last)] + last
