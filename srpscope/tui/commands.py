"""Every key of every screen, declared once: bindings, footer, palette, help and `srpscope keys` are made from it.

No textual here, so that the command line can list the keys without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

DEBUG, COMPARE, LIVE, LEARN, LIBRARY, TWO = "debug", "compare", "live", "learn", "library", "two"
EVERYWHERE = (DEBUG, COMPARE, LIVE, LEARN, LIBRARY, TWO)
LOOKING = (DEBUG, COMPARE)
EDITING = (DEBUG, COMPARE, LEARN)
SIDED = (*EDITING, TWO)
FINDING = (DEBUG, COMPARE, LIVE, LEARN, TWO)
PANES = (DEBUG, COMPARE, LIVE, LIBRARY, TWO)


@dataclass(frozen=True)
class Command:
    """One thing that a key does.

    id: its name in a key map. key: as Textual spells it, several with commas. shown: as a person reads it. sentence:
    what it does, for palette and help. action: what runs. screens: where. footer, word: how the footer shows it, where
    it does, "" where it is left out; narrow: its word at 80 columns, "" where it is left out there.
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
    Command("next-step", "n", "n", "Next value in time order", "step(1)", LOOKING, "n/p", "step", "step"),
    Command("previous-step", "p", "p", "Previous value in time order", "step(-1)", LOOKING),
    Command(
        "next-page", "n", "n", "The lesson's next step, or the next lesson", "step(1)", (LEARN,), "n/p", "step", "step"
    ),
    Command("previous-page", "p", "p", "The lesson's previous step, or the previous lesson", "step(-1)", (LEARN,)),
    Command(
        "next-difference",
        "right_square_bracket",
        "]",
        "Next difference",
        "difference(1)",
        (DEBUG, COMPARE, TWO),
        "[/]",
        "difference",
        "diff",
    ),
    Command(
        "previous-difference",
        "left_square_bracket",
        "[",
        "Previous difference",
        "difference(-1)",
        (DEBUG, COMPARE, TWO),
    ),
    Command("side-left", "h,left", "h", "Look at the side to the left", "side(-1)", SIDED, "h/l", "side", "side"),
    Command("side-right", "l,right", "l", "Look at the side to the right", "side(1)", SIDED),
    Command("down", "j,down", "j", "Down in the pane", "down(1)", EVERYWHERE),
    Command("up", "k,up", "k", "Up in the pane", "down(-1)", EVERYWHERE),
    Command("first", "g,home", "g", "To the first row of the pane", "end(-1)", (DEBUG, COMPARE, LIBRARY, TWO)),
    Command("last", "G,end", "G", "To the last row of the pane", "end(1)", (DEBUG, COMPARE, LIBRARY, TWO)),
    Command("edit", "e", "e", "Edit the value on this side", "app.edit('')", EDITING, "e", "edit", "edit"),
    Command("edit-both", "E", "E", "Edit the value on both sides", "app.edit('both')", EDITING),
    Command(
        "ways",
        "z",
        "z",
        "Every way to take this operand or value, each judged",
        "ways",
        LOOKING,
        "z",
        "encoding",
        "enc",
    ),
    Command("strip", "Z", "Z", "Drop the operand's leading zeros", "encode('strip')", (DEBUG,)),
    Command("sign", "plus", "+", "Add Java's sign byte to the operand", "encode('sign')", (DEBUG,)),
    Command("reverse", "less_than_sign", "<", "Turn the operand's byte order round", "encode('reverse')", (DEBUG,)),
    Command("hex-text", "number_sign", "#", "Hash the operand's hex text", "encode('hex')", (DEBUG,)),
    Command("dialect-encoding", "0", "0", "Put the formula back to the dialect's", "encode('dialect')", (DEBUG,)),
    Command("undo", "u", "u", "Undo the last edit", "app.undo", EDITING),
    Command("redo", "ctrl+r", "^r", "Make an undone edit again", "app.redo", EDITING),
    Command("undo-all", "U", "U", "Take every edit back", "app.undo_all", EDITING),
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
        "equals_sign",
        "=",
        "Only the differences: the rest is dimmed",
        "only",
        (COMPARE, TWO),
        "=",
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
    Command("replay", "R", "R", "Step by step from the beginning, or the finished sheet again", "replay", LOOKING),
    Command("play", "P", "P", "Play the steps, or stop", "play", LOOKING),
    Command("pace", "comma", ",", "Play at the pace of the recording, or evenly", "pace", LOOKING),
    Command("swap", "s", "s", "The next pair of columns", "swap", (COMPARE,), "s", "", "columns"),
    Command(
        "debug-first",
        "d",
        "d",
        "Open the first of the two in the debugger",
        "debug(1)",
        (TWO,),
        "d/D",
        "debug",
        "debug",
    ),
    Command("debug-second", "D", "D", "Open the second of the two in the debugger", "debug(2)", (TWO,)),
    Command("swap-two", "s", "s", "The other one first", "swap", (TWO,), "s", "swap", "swap"),
    Command(
        "made-of",
        "enter",
        "enter",
        "What the value is made of, in the values' place",
        "made",
        (TWO,),
        "enter",
        "made of",
        "made of",
    ),
    Command("maximise", "enter", "enter", "Fill the screen with this pane", "maximise", (DEBUG,)),
    Command("fold", "space", "space", "Fold or unfold the operand's bytes", "fold", (DEBUG,)),
    Command("pin", "at", "@", "Pin the value on top of the steps, or unpin it", "pin", (DEBUG,)),
    Command("every-byte", "B", "B", "Every byte of the messages, explained", "app.every_byte", EDITING),
    Command("copy", "y", "y", "Copy the value to the terminal's clipboard", "app.copy", LOOKING),
    Command("write", "Y", "Y", "Write the value to a file", "app.write", LOOKING),
    Command("spoken", "L", "L", "Choose the dialect, the group, the hash, the language", "app.spoken", LOOKING),
    Command("report", "r", "r", "Write a report without secrets", "app.report", LOOKING, "", "report", ""),
    Command("export", "T", "T", "Export a unit test for your own port", "app.export", LOOKING),
    # Library
    Command("open-capture", "enter", "enter", "Open the capture", "open_capture", (LIBRARY,), "enter", "open", "open"),
    Command("mark", "space", "space", "Mark the capture, to compare two", "mark", (LIBRARY,), "space", "mark", "mark"),
    Command(
        "compare-two",
        "m",
        "m",
        "Compare the two that are marked, or one with what is open",
        "compare_two",
        (LIBRARY,),
        "m",
        "compare",
        "compare",
    ),
    Command("find", "slash", "/", "Find a value, bytes in hex or a text", "find", LOOKING),
    Command("find-text", "slash", "/", "Find a text in the panes", "find", (LEARN, TWO)),
    Command("next-hit", "full_stop", ".", "The next place where it was found", "next_hit(1)", FINDING),
    Command("previous-hit", "semicolon", ";", "The place before, where it was found", "next_hit(-1)", FINDING),
    Command("next-byte", "right_curly_bracket", "}", "The next byte that differs", "differing(1)", (DEBUG,)),
    Command("previous-byte", "left_curly_bracket", "{", "The previous byte that differs", "differing(-1)", (DEBUG,)),
    Command("offset", "colon", ":", "Go to an offset of the bytes", "offset", (DEBUG,)),
    Command("copy-bytes", "c", "c", "Copy a range of the bytes", "copy_bytes", (DEBUG,)),
    Command("find-capture", "slash", "/", "Find a capture", "find", (LIBRARY,), "/", "find", "find"),
    Command(
        "open-file", "o", "o", "Open a file, or add it", "app.open_file", (DEBUG, COMPARE, LIBRARY), "", "open file", ""
    ),
    Command(
        "paste",
        "v",
        "v",
        "Add a log, values or a file to what is open",
        "app.paste",
        (DEBUG, COMPARE, LIBRARY),
        "",
        "paste",
        "",
    ),
    Command("explain", "X", "X", "Explain a log line", "app.explain", (DEBUG, COMPARE, LIBRARY)),
    Command("credential", "C", "C", "Check or make a salt and verifier", "app.credential", (DEBUG, COMPARE, LIBRARY)),
    # Live
    Command(
        "begin",
        "enter",
        "enter",
        "Start what is under the cursor, or open what ended",
        "begin",
        (LIVE,),
        "enter",
        "open",
        "open",
    ),
    Command(
        "mark-device",
        "space",
        "space",
        "Lay what the device advertises beside others",
        "mark_device",
        (LIVE,),
        "space",
        "compare",
        "mark",
    ),
    Command(
        "find-live",
        "slash",
        "/",
        "Find a text in the panes; of devices only some",
        "find",
        (LIVE,),
        "/",
        "find",
        "find",
    ),
    Command("send", "c", "c", "Send the held message", "send", (LIVE,), "c", "send", "send"),
    Command("send-all", "C", "C", "Send it, and hold nothing more", "send(True)", (LIVE,)),
    Command("drop", "X", "X", "Drop the held message", "drop", (LIVE,), "X", "drop", "drop"),
    Command("edit-held", "e", "e", "Edit the held message", "edit", (LIVE,), "e", "edit", "edit"),
    Command(
        "ways-held",
        "z",
        "z",
        "Every way to take what the held proof is made of, in the debugger",
        "app.held_ways",
        (LIVE,),
        "z",
        "encoding",
        "enc",
    ),
    Command("undo-held", "u", "u", "Take the last edit of the held message back", "undo_held", (LIVE,)),
    Command(
        "hold", "H", "H", "Hold before M1, before every message, or nothing", "hold", (LIVE,), "H", "hold at", "hold"
    ),
    Command(
        "further", "f", "f", "Try another password in the same session", "further", (LIVE,), "f", "password", "try"
    ),
    Command("ask", "a", "a", "Ask the device for more in this session", "ask", (LIVE,), "a", "ask", "ask"),
    Command(
        "again", "R", "R", "The same session once more, with the same answers", "again", (LIVE,), "R", "again", "again"
    ),
    Command("another", "n", "n", "Begin another session", "another", (LIVE,), "n", "another", "new"),
    # Learn
    Command("go-on", "enter", "enter", "Lock the answer, then go on", "go_on", (LEARN,), "enter", "go on", "go on"),
    Command("seen-down", "pagedown", "pgdn", "Scroll what is seen: down", "scroll_seen(1)", (LEARN,)),
    Command("seen-up", "pageup", "pgup", "Scroll what is seen: up", "scroll_seen(-1)", (LEARN,)),
    Command("small", "N", "N", "Small numbers, or the real ones", "small", (LEARN,)),
    Command("touch", "t", "t", "Touch a number: x, u, a, b, k, g or N, in small numbers", "touch", (LEARN,)),
    Command("put-back", "0", "0", "Put back what you tried", "app.undo_all", (LEARN,)),
    Command("answer-1", "1", "1", "The first answer", "answer(0)", (LEARN,), "1-4", "answer", "answer"),
    Command("answer-2", "2", "2", "The second answer", "answer(1)", (LEARN,)),
    Command("answer-3", "3", "3", "The third answer", "answer(2)", (LEARN,)),
    Command(
        "help-me",
        "exclamation_mark",
        "!",
        "A hint; when all are told, make the edit that is asked for",
        "help_me",
        (LEARN,),
        "!",
        "hint",
        "hint",
    ),
    Command("answer-4", "4", "4", "The fourth answer", "answer(3)", (LEARN,)),
    Command("ways-lesson", "z", "z", "Every way to take this value, each judged", "ways", (LEARN,)),
    Command(
        "attacks",
        "A",
        "A",
        "Any attack, with numbers and formulas of your own",
        "attacks",
        (LEARN,),
        "A",
        "attacks",
        "attack",
    ),
    Command(
        "challenge",
        "C",
        "C",
        "A challenge: one mistake, to be found unaided",
        "challenge",
        (LEARN,),
        "C",
        "challenge",
        "challenge",
    ),
    # Everywhere
    Command("pane-1", "1", "1", "To the first pane", "pane(1)", PANES),
    Command("pane-2", "2", "2", "To the second pane", "pane(2)", PANES),
    Command("pane-3", "3", "3", "To the third pane", "pane(3)", PANES),
    Command("pane-4", "4", "4", "To the fourth pane", "pane(4)", (LIVE, TWO)),
    Command("mode-debug", "f2", "F2", "Debug: step through the handshake", "app.mode('debug')"),
    Command("mode-compare", "f3", "F3", "Compare: client, server and wire side by side", "app.mode('compare')"),
    Command("mode-live", "f4", "F4", "Live: be the client or the server", "app.mode('live')"),
    Command("mode-learn", "f5", "F5", "Learn: lessons", "app.mode('learn')"),
    Command("mode-library", "f6", "F6", "Library: captures and files", "app.mode('library')"),
    Command("allow", "dollar_sign", "$", "Compute what takes long, however long; again: end it", "app.allow", LOOKING),
    Command("secrets", "f8", "F8", "Show or hide secrets", "app.secrets"),
    Command("theme", "f9", "F9", "Next theme", "app.next_theme"),
    Command("settings", "S", "S", "Settings: theme, signs, fixes, secrets, recordings, addresses", "app.settings"),
    Command("quit", "q", "q", "Quit", "app.leave", EVERYWHERE, "q", "quit", "quit"),
    Command("back", "escape", "esc", "Back", "app.go_back"),
)
"""In the order of the footer: ? first, quit last."""

SCREEN_KEYS = {one.id.removeprefix("mode-"): one.shown for one in COMMANDS if one.id.startswith("mode-")}
"""Screen -> the key that goes there."""

MOST_IN_FOOTER = 9


def of_screen(screen: str) -> Iterator[Command]:
    """The commands of one screen."""
    return (command for command in COMMANDS if screen in command.screens)


Entry = tuple[Command, str, str]
"""A command, its keys and its word in the footer."""


def footer(screen: str, narrow: bool, works: Callable[[str], bool] = lambda command: True) -> list[Entry]:
    """What the footer shows: (command, keys, word), at most nine. works: whether a command does something now."""
    left_out = {COMPARE: ("edit", "why", "compare", "ways"), LEARN: ("side-left",) if narrow else ()}
    shown = [one for one in of_screen(screen) if one.id not in left_out.get(screen, ()) and works(one.id)]
    found = [entry for command in shown if (entry := _entry(command, screen, narrow)) is not None]
    last = [one for one in found if one[0].id == "quit"]
    return [*(one for one in found if one[0].id != "quit")][: MOST_IN_FOOTER - len(last)] + last


ADDED: Mapping[tuple[str, str], bool] = {
    (LIBRARY, "open-file"): True,
    (LIBRARY, "paste"): True,
    (LIBRARY, "mode-live"): False,
    (LIBRARY, "mode-learn"): False,
    (COMPARE, "report"): False,
}
"""Commands that stand in the footer of one screen alone; whether on a narrow one too."""


def _entry(command: Command, screen: str, narrow: bool) -> Entry | None:
    """How a command stands in the footer of a screen; None where it does not."""
    added = ADDED.get((screen, command.id))
    if added is not None and (added or not narrow):
        return (
            command,
            command.shown,
            command.id.removeprefix("mode-") if not added and screen == LIBRARY else command.word,
        )
    if not command.footer or not (command.narrow if narrow else command.word):
        return None
    if screen == COMPARE and command.id == "next-step":
        return command, "j/k", "value"
    return command, command.footer, command.narrow if narrow else command.word


def maximised(entries: Sequence[Entry]) -> list[Entry]:
    """A footer while one pane fills the screen: how one gets back stands behind ?."""
    back = next(one for one in COMMANDS if one.id == "back")
    kept = entries if len(entries) < MOST_IN_FOOTER else [*entries[:-2], entries[-1]]
    return [*kept[:1], (back, back.shown, "all panes"), *kept[1:]]


def going_on(entries: Sequence[Entry]) -> list[Entry]:
    """A footer once something was found in several places: . and ; stand behind the first entry."""
    onward = next(one for one in COMMANDS if one.id == "next-hit")
    kept = entries if len(entries) < MOST_IN_FOOTER else [*entries[:-2], entries[-1]]
    return [*kept[:1], (onward, ". ;", "found"), *kept[1:]]


def nothing_open() -> list[Entry]:
    """The footer where nothing is looked at: what brings something."""
    words = {"help": "keys", "open-file": "open file", "paste": "paste", "mode-library": "library", "quit": "quit"}
    named = {command.id: command for command in COMMANDS}
    return [(named[one], named[one].shown, word) for one, word in words.items()]


def replaying(playing: bool, even: bool, narrow: bool) -> list[Entry]:
    """The footer while a handshake is gone through step by step."""
    pace = "even" if even else "as recorded"
    words = {
        "help": ("?", "keys"),
        "next-step": ("n/p", "step"),
        "replay": ("R", "all at once" if narrow else "finished sheet"),
        "play": ("P", "stop" if playing else "play"),
        "pace": (",", pace if narrow else f"pace {pace}"),
        "compare": ("m", "compare"),
        "side-left": ("h/l", "side"),
        "quit": ("q", "quit"),
    }
    named = {command.id: command for command in COMMANDS}
    return [(named[one], keys, word) for one, (keys, word) in words.items()]
