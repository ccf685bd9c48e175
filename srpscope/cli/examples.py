"""What stands at the end of each command's --help: lines that can be typed, and what each does. By the parser's name
without "srpscope"; a test parses every one of them."""

from __future__ import annotations

from functools import cache

EXAMPLES: dict[str, tuple[tuple[str, str], ...]] = {
    "": (
        ("srpscope", "the example, or your recent captures, on the screen"),
        ("srpscope phone.log device.log", "two logs of one handshake, merged"),
        ("srpscope monitor.log | less", "in a pipe: trace and why as text"),
    ),
    "trace": (
        ("srpscope trace refused.srp.jsonl", "both sides, long values folded"),
        ("srpscope trace --full --show-secrets refused.srp.jsonl", "everything"),
        ("srpscope trace --json --set client.a=65f3a0 page.txt | jq .judgement", "with a value the page lacks"),
    ),
    "why": (
        ("srpscope why app.log", "the mistake, and the bytes that prove it"),
        ("srpscope why --language javascript --seconds 120 app.log", "JavaScript's own slips first"),
        ("srpscope why --secrets values.txt app.log", "values from a file of SIDE.NAME=VALUE"),
    ),
    "compare": (
        ("srpscope compare refused.srp.jsonl accepted.srp.jsonl", "what differs first"),
        ("srpscope compare --sessions 1 3 btsnoop_hci.log", "two attempts of one recording"),
    ),
    "identify": (
        ("srpscope identify page.txt", "who computes like this?"),
        ("srpscope identify --save mine.toml page.txt", "nobody does: write the nearest as a new dialect"),
    ),
    "convert": (
        ("srpscope convert btsnoop_hci.log -o phone.srp.jsonl", "every handshake of a radio capture"),
        ("srpscope convert --redact app.log -o for-the-issue.srp.jsonl", "without secrets"),
    ),
    "report": (("srpscope report app.log -o issue.md", "to paste into a bug report; no secrets"),),
    "check-credential": (
        (
            "srpscope check-credential --username wifiprov --password-file pop.txt main.c",
            "C arrays of the firmware",
        ),
        (
            "srpscope check-credential --dialect wow --password-file pw.txt account.sql",
            "a row of World of Warcraft's accounts, low byte first",
        ),
    ),
    "make-credential": (
        ("srpscope make-credential --username wifiprov --password-file pop.txt", "as C arrays"),
        ("srpscope make-credential --as json --username bob --password-file pw.txt", "as JSON"),
    ),
    "explain": (
        ('srpscope explain "Failed to authenticate client proof!"', "one line of a log"),
        ("srpscope explain - < monitor.log", "every known line of a log"),
    ),
    "live": (
        ("srpscope live --simulate", "a session with a simulated device"),
        ("srpscope live http 192.168.4.1 --username wifiprov", "a device in its own Wi-Fi; asks for the password"),
        ("srpscope live plain tcp://localhost:8080 --username bob", "SRP as the books have it"),
    ),
    "live ble": (
        ("srpscope live ble --username wifiprov", "choose a device from those in reach"),
        ("srpscope live ble --simulate", "without a radio"),
    ),
    "live http": (("srpscope live http 192.168.4.1 --headless --json --username wifiprov", "for a script"),),
    "serve": (
        ("srpscope serve http --username wifiprov", "be an ESP32 for an app; asks for the password"),
        ("srpscope serve nimbus --username bob --password-file pw.txt --headless", "a JSON line a session"),
        ("srpscope serve http --sweep --username wifiprov", "find the mistake of an app that logs nothing"),
    ),
    "serve http": (
        ("srpscope serve http --username wifiprov --force-zeros B,S,K", "values that begin with 00"),
        ("srpscope serve http --host 0.0.0.0 --port 80 --username wifiprov", "for a phone in the same network"),
    ),
    "serve ble": (("srpscope serve ble --username wifiprov", "be an ESP32 over Bluetooth LE"),),
    "proxy": (
        ("srpscope proxy http --to 192.168.4.1 --username wifiprov", "which is wrong, the app or the device?"),
        ("srpscope proxy http --to 192.168.4.1 --headless", "without a password: passed through"),
        ("srpscope proxy nimbus --to http://localhost:8080 --username bob --headless", "a JSON line a session"),
    ),
    "replay": (
        ("srpscope replay refused.srp.jsonl --to http 192.168.4.1", "a saved client to a live device"),
        ("srpscope replay one.srp.jsonl --to plain tcp://localhost:8080 --expect refused", "as a test"),
        ("srpscope replay one.srp.jsonl --serve http --port 8080", "answer an app as the saved device did"),
    ),
    "dialects": (
        ("srpscope dialects nimbus", "formulas, sources, pitfalls"),
        ('srpscope dialects --for "flutter esp32"', "what does this library speak?"),
        ("srpscope dialects --compare nimbus rfc5054", "where two of them part"),
    ),
    "learn": (
        ("srpscope learn", "the lessons"),
        ("srpscope learn --challenge --level 2", "find a mistake that nobody has seen before"),
        ("srpscope learn --challenge 2-K7QPM", "the one that somebody else had"),
        ("srpscope learn --class homework --json", "everybody's progress"),
    ),
    "web": (
        ("srpscope web", "your captures, in the browser"),
        ("srpscope web learn --visitors 30", "the lessons for a class"),
    ),
    "attack": (
        ("srpscope attack", "the attacks, and what prevents each"),
        ("srpscope attack zero-a", "with its safeguard off, then on"),
    ),
    "export": (
        ("srpscope export accepted.srp.jsonl --as dart -o srp_test.dart", "a test that fails at the wrong line"),
        ("srpscope export --as c --side server accepted.srp.jsonl", "of the server's side"),
    ),
    "tap": (
        ("srpscope tap --as javascript --dialect nimbus", "lines to paste into a port"),
        ("node client.mjs 2> tap.log; srpscope why tap.log", "what they printed says the cause"),
    ),
    "triage": (
        ("srpscope triage reports/", "every handshake of a folder, counted by cause"),
        ("srpscope triage --resume done.jsonl reports/", "go on where it stopped, or with what is new"),
        ("srpscope triage --json reports/ | jq -r '.judgement.headline // empty'", "a line a handshake as they come"),
        ("srpscope triage --junit result.xml recordings/", "for a CI system"),
        (
            "srpscope triage --dask tcp://10.0.0.5:8786 reports/",
            "on a cluster: `dask scheduler` there, and on each machine\n"
            "      `dask worker tcp://10.0.0.5:8786 --nworkers auto --nthreads 1`",
        ),
    ),
    "soak": (
        ("srpscope soak --dialect rfc5054 --group rfc5054-1024 --as python", "a test of a port"),
        ("srpscope soak --situation B --situation A -o zeros", "captures of two situations"),
    ),
    "soak live": (("srpscope soak live http 192.168.4.1 --username wifiprov", "a device's leading zeros"),),
    "soak live ble": (("srpscope soak live ble --name PROV_ --username wifiprov", "a device's leading zeros"),),
    "doctor": (
        ("srpscope doctor", "what works on this machine"),
        ("srpscope doctor --licences", "the licence of every package that is used"),
    ),
    "config": (("srpscope config", "where the settings are, and a sample"),),
    "keys": (("srpscope keys", "the names for [keys] of the settings"),),
    "completion": (
        ("srpscope completion bash > ~/.local/share/bash-completion/completions/srpscope", "bash"),
        ("srpscope completion zsh > ~/.zfunc/_srpscope", "zsh, with ~/.zfunc in fpath"),
        ("srpscope completion fish > ~/.config/fish/completions/srpscope.fish", "fish"),
        ("srpscope completion powershell >> $PROFILE", "PowerShell"),
    ),
    "man": (("srpscope man | man -l -", "read it"), ("srpscope man > srpscope.1", "keep it")),
}

_SPOKEN = ("live", "serve", "proxy", "soak live")
"""The commands that have one for each system."""


@cache
def examples() -> dict[str, tuple[tuple[str, str], ...]]:
    """Command -> (line, what it does) of each example. Those of `live nimbus` and its like that have none of their own
    are made of where the system says that a peer of its may be."""
    from srpscope.live.systems.registry import systems

    found = dict(EXAMPLES)
    for one in systems():
        for command in _SPOKEN:
            found.setdefault(f"{command} {one.name}", _of_a_system(f"{command} {one.name}", *one.example_peer))
    return found


def _of_a_system(command: str, address: str, who: str) -> tuple[tuple[str, str], ...]:
    """Each asks for the password."""
    user = f" --username {who}"
    if command.startswith("serve "):
        return ((f"srpscope {command}{user}", "be the server on this machine; asks for the password"),)
    if command.startswith("proxy "):
        return (
            (f"srpscope {command} --to {address}{user}", "which of the two is wrong? asks for the password"),
            (f"srpscope {command} --to {address} --headless", "without a password: passed through, and recorded"),
        )
    what = "its leading zeros" if command.startswith("soak ") else "be its client"
    return ((f"srpscope {command} {address}{user}", f"{what}; asks for the password"),)


def examples_text(name: str) -> str:
    """The examples of a command as the end of its help; "" where it has none."""
    found = EXAMPLES.get(name) or examples().get(name, ())
    if not found:
        return ""
    return "\n".join(["examples:", *(f"  {line}\n      {what}" for line, what in found)])
