"""First paint and key to repaint against an empty Textual app, in a real terminal, in turn: medians of ratios.

    python tests/benchmarks/bench_screen.py [ROUNDS]

Budgets: first paint <= 1.2 x, key to repaint <= 6 x (operands), <= 4 x (bytes). It prints; it does not fail.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import statistics
import struct
import sys
import termios
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
CAPTURE = ROOT / "captures" / "esp32-refused.srp.jsonl"
EMPTY = (
    "from textual.app import App\n"
    "from textual.widgets import Static\n"
    "class Empty(App):\n"
    "    n = 0\n"
    "    def compose(self):\n"
    "        yield Static('\\n'.join('x' * 100 for _ in range(30)))\n"
    "    def on_key(self, event):\n"
    "        self.n += 1\n"
    "        self.query_one(Static).update('\\n'.join(f'{self.n} ' + 'x' * 100 for _ in range(30)))\n"
    "Empty().run()\n"
)
SCREEN = [sys.executable, "-m", "srpscope", str(CAPTURE)]
ESCAPES = re.compile(rb"\x1b\[[0-9;?<>=$]*[A-Za-z]|\x1b\][^\x07]*\x07|\x1b[PX^_].*?\x1b\\|\x1b.", re.S)
PAINTED = 1_500


def spawn(command: list[str]) -> tuple[int, int]:
    """Start a program in a terminal of 120x40."""
    child, terminal = pty.fork()
    if child == 0:
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed is compiled once, as Textual itself is
        os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", COLUMNS="120", LINES="40")
        os.execvp(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    return child, terminal


def end(child: int, terminal: int) -> None:
    """End the program that was started here."""
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(terminal)


def read(terminal: int, wait: float) -> bytes:
    """What the program printed, at most `wait` seconds later."""
    ready, _, _ = select.select([terminal], [], [], wait)
    if not ready:
        return b""
    try:
        data = os.read(terminal, 65_536)
    except OSError:
        return b""
    if b"\x1b[?2026$p" in data:
        os.write(terminal, b"\x1b[?2026;2$y")
    return data


def paint(command: list[str]) -> float:
    """Seconds from the start to the first painted screen."""
    start = time.perf_counter()
    child, terminal = spawn(command)
    seen = b""
    try:
        while time.perf_counter() - start < 60:
            seen += read(terminal, 1)
            at = seen.find(b"\x1b[?1049h")
            if at >= 0 and len(ESCAPES.sub(b"", seen[at:]).replace(b" ", b"")) >= PAINTED // 4:
                return time.perf_counter() - start
    finally:
        end(child, terminal)
    raise SystemExit("nothing was painted")


def keys(command: list[str], press: bytes, before: bytes = b"", count: int = 30) -> float:
    """Median seconds from a key to the last byte of its repaint."""
    child, terminal = spawn(command)
    try:
        until = time.perf_counter() + 8
        while time.perf_counter() < until:
            read(terminal, 0.2)
        os.write(terminal, before)
        for _ in range(5):
            read(terminal, 0.2)
        found = []
        for index in range(count):
            start = time.perf_counter()
            os.write(terminal, press[index % len(press) : index % len(press) + 1])
            last = start
            while read(terminal, 0.15):
                last = time.perf_counter()
            found.append(last - start)
        return statistics.median(found)
    finally:
        end(child, terminal)


def main() -> None:
    """Print the ratios."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    empty = [sys.executable, "-c", EMPTY]
    paint(SCREEN), paint(empty)  # bytecode is warm from here on
    ratios = [paint(SCREEN) / paint(empty) for _ in range(rounds)]
    print(f"first paint        {statistics.median(ratios):5.2f} x an empty app   (budget 1.2)")
    floor = keys(empty, b"jk")
    for what, before, budget in (("operands", b"2", 6.0), ("bytes", b"3", 4.0)):
        print(f"key, {what:<13} {keys(SCREEN, b'jk', before) / floor:5.2f} x an empty app   (budget {budget:.0f})")


if __name__ == "__main__":
    main()
