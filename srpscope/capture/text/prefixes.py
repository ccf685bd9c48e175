"""What logs put in front of a line: time stamps, levels, tags, process numbers, container names. The one place that
takes them off.

Each form is one row: who writes it, and what it looks like. A row is tried where the line (or what is left of it)
begins; several may stand one before another (docker in front of logcat in front of Flutter).
"""

from __future__ import annotations

import json
import re
from typing import Final, NamedTuple

from srpscope.capture.text.controls import plain

MOST_PREFIXES: Final = 4
"""Prefixes one in front of another at the most."""

LONGEST: Final = 400
"""Characters of a prefix at the most: what stands behind is not looked at."""

_CLOCK = r"\d{1,2}:\d\d:\d\d(?:[.,:]\d{1,9})?"
_DATE = r"\d{4}[-/.]\d\d?[-/.]\d\d?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}"
_ZONE = r"(?: ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d)(?![\w:]))?"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_DAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? "
_STAMP = rf"(?:(?:{_DATE})[T ,]{{1,2}})?(?P<stamp>{_CLOCK})(?: ?[AP]M\b)?{_ZONE}"
_NAMED_DAY = rf"(?:{_DAY})?{_MONTH} +\d{{1,2}}(?: \d{{4}})? (?P<stamp>{_CLOCK})(?: \d{{4}})?"
_LEVEL_WORD = r"(?:DEBUG|INFO|WARNING|WARN|ERROR|TRACE|FATAL|CRITICAL|NOTICE|VERBOSE|FINE[RS]?T?|SEVERE)"


_NAMING = r"(?:Client|Server|Host|Device|Session|Shared|Public|Private|Pre|Group|Salt|User|Pass|Proof|Verifier|Key)"
"""What a value's own name begins with, where a class would stand."""


class Prefix(NamedTuple):
    """One form. of: who writes it. pattern: groups stamp, level, tag where the form has them. entry: whether it makes
    the line an entry of a log with a tag of its own."""

    of: str
    pattern: re.Pattern[str]
    entry: bool = False


def _row(of: str, pattern: str, entry: bool = False) -> Prefix:
    return Prefix(of, re.compile(pattern, re.IGNORECASE if not entry else 0), entry)


PREFIXES: Final = (
    _row(
        "Android threadtime",  # 01-02 12:34:56.789  1234  5678 D ESP:ESPDevice: text
        r"(?:\d{4}-)?\d\d-\d\d (?P<stamp>\d\d:\d\d:\d\d\.\d+) +\d+ +\d+ (?P<level>[VDIWEFA]) (?P<tag>.{1,60}?) *: ?",
        True,
    ),
    _row(
        "older Android Studio",  # 2024-01-02 12:34:56.789 1234-5678/com.app D/ESPDevice: text
        r"(?:(?:\d{4}-)?\d\d-\d\d )?(?P<stamp>\d\d:\d\d:\d\d\.\d+) +\d+-\d+/\S+ "
        r"(?P<level>[VDIWEFA])/(?P<tag>.{1,60}?): ",
        True,
    ),
    _row(
        "Android Studio",  # 2024-01-02 12:34:56.789  1234-5678  ESPDevice  com.app  D  text
        r"(?:\d{4}-)?\d\d-\d\d (?P<stamp>\d\d:\d\d:\d\d\.\d+) +\d+-\d+(?:/\S+)? +(?P<tag>\S.{0,60}?) +\S+ +"
        r"(?P<level>[VDIWEFA])  ?",
        True,
    ),
    _row(
        "Android brief and time",  # D/ESP:ESPDevice( 1234): text
        r"(?:(?:\d{4}-)?\d\d-\d\d (?P<stamp>\d\d:\d\d:\d\d\.\d+) +)?"
        r"(?P<level>[VDIWEFA])/(?P<tag>.{1,60}?) *\( *\d+\): ?",
        True,
    ),
    _row(
        "Xcode",  # 2024-01-02 12:34:56.789123+0100 App[123:4567] [category] text
        r"\d{4}-\d\d-\d\d (?P<stamp>\d\d:\d\d:\d\d\.\d+)(?:[+-]\d{4})? (?P<tag>[^\[\]\n]{1,60})\[\d+:[0-9a-fx]+\] "
        r"(?:\[[\w .:\-]{1,60}\] )?",
        True,
    ),
    _row(
        "Apple's log stream",  # 2024-01-02 12:34:56.789123+0100 0x12ab Default 0x0 321 0 App: (Lib) [a:b] text
        r"\d{4}-\d\d-\d\d (?P<stamp>\d\d:\d\d:\d\d\.\d+)[+-]\d{4} +0x[0-9a-f]+ +\w+ +0x[0-9a-f]+ +\d+ +\d+ +"
        r"(?P<tag>[^:\n]{1,60}): (?:\([^)\n]{1,60}\) )?(?:\[[^\]\n]{1,80}\] )?",
        True,
    ),
    _row(
        "Apple's Console",  # default	10:11:12.123456+0100	App	text
        rf"(?:default|info|debug|error|fault)\t(?:{_DATE} )?(?P<stamp>{_CLOCK})(?:[+-]\d{{4}})?\t[^\t\n]{{1,60}}\t",
    ),
    _row("Android without a process", r"(?-i:(?P<level>[VDIWEFA]))/(?P<tag>[\w.$\-]{2,60}) *: ?"),  # I/flutter: text
    _row("Flutter's tool", r"\[ {0,10}(?:\+ ?\d{1,8} ?m?s)? {0,10}\]\s+"),  # [ +12 ms] text
    _row("GnuTLS", r"\|<\d{1,2}>\| (?:[A-Z]{2,6}: )?"),
    _row("HomeKitADK", rf"(?:{_DATE})'T'(?P<stamp>{_CLOCK})'Z'\t\w{{1,10}}\t\[[\w.:\-]{{1,100}}\] "),
    _row(
        "Zephyr",  # only its debug lines name the function
        r"\[\d{2,6}:\d\d:\d\d\.\d{3},\d{3}\] <(?:(?:err|wrn|inf)> [\w.\-]{1,60}: |dbg> [\w.\-]{1,60}: \w{1,60}: )",
    ),
    _row("nRF Connect", rf"[VDIWEA]\t(?P<stamp>{_CLOCK})\t"),
    _row("docker compose", r"[A-Za-z][\w.\-]{0,60}[\-_]\d{1,4} +\| "),
    _row("kubernetes", r"\d{4}-\d\d-\d\dT(?P<stamp>\d\d:\d\d:\d\d)\.\d+(?:Z|[+-]\d\d:\d\d) std(?:out|err) [FP] "),
    _row(
        "syslog RFC 5424",
        rf"<\d{{1,3}}>1 \d{{4}}-\d\d-\d\dT(?P<stamp>{_CLOCK}){_ZONE} \S+ \S+ \S+ \S+ (?:-|\[[^\]\n]*\]) ",
    ),
    _row(
        "syslog and journald",
        rf"(?:<\d{{1,3}}>)?(?:{_NAMED_DAY}|\d{{4}}-\d\d-\d\dT(?P<iso>{_CLOCK}){_ZONE}) "
        r"[\w.\-]{1,64} (?:[\w.\-/@()]{1,64}\[\d+\]|kernel|[\w.@]{2,40}-[\w.\-@]{2,40}): ",
    ),
    _row(
        "Python logging of Home Assistant",  # 2020-04-15 19:47:25 DEBUG (MainThread) [aiohomekit.protocol.tlv] text
        rf"{_STAMP} {_LEVEL_WORD} \([\w \-:]{{1,60}}\) \[(?P<tag>[\w.\-]{{1,80}})\] ",
    ),
    _row("Python logging", rf"{_STAMP} - [\w.]{{1,80}} - {_LEVEL_WORD} - "),
    _row("Python logging, bare", rf"{_LEVEL_WORD}:(?P<tag>[\w.]{{1,80}}):"),
    _row("log4j, logback", rf"{_STAMP} \[[\w \-#@]{{1,60}}\] {_LEVEL_WORD} +(?P<tag>[\w.$]{{1,100}}) +(?:-|:) "),
    _row("Spring Boot", rf"{_STAMP} +{_LEVEL_WORD} \d+ --- (?:\[[^\]\n]{{1,60}}\] ?){{1,2}} *[\w.$]{{1,80}} +: "),
    _row("log crates of Rust", rf"\[{_STAMP} {_LEVEL_WORD} +(?P<tag>[\w:]{{1,80}})\] "),
    _row("Node's debug", r"(?:HAP-NodeJS|hap-nodejs|bleno|noble)(?::[\w\-.]{1,40}){0,3} (?!['\"{\[(<]?$)"),
    _row(
        "a place of a program",  # srp.ts:23:11 text, srp.client:client.py:123 text, srp.c:12: |3| text
        r"(?:[\w.]{1,60}:)?[\w.\-/]{1,80}\.(?:js|ts|jsx|tsx|mjs|cjs|html|go|py|c|cc|cpp|h|rs|java|kt|swift|dart|cs|rb|php|ex"
        r"|erl)(?::\d{1,6}){1,2}:?\s+(?:\|\d{1,4}\| )?",
    ),
    _row("Ruby's prompt", r"irb\([\w:#]{1,30}\):\d{1,6}(?::\d{1,3})?[>*] "),
    _row("Clojure's prompt", r"(?:user|[a-z][\w\-]{0,40}(?:\.[\w\-]{1,40}){1,6})=> (?=[^\"'\s])"),
    _row("Rust's dbg!", r"\[[\w./\\\-]{1,100}\.rs:\d{1,6}(?::\d{1,4})?\] "),
    _row("a logger before its level", rf"[\w.\-]{{2,60}}(?::\d{{1,6}})? +(?-i:{_LEVEL_WORD})\b(?: -|:)?\s+"),
    _row("logfmt", r"(?:(?:level|lvl|ts|time|t)=(?:\"[^\"\n]{0,60}\"|\S{1,60})\s+){1,4}(?:msg=)?"),
    _row("multilog", r"@[0-9a-f]{24} "),
    _row("docker build", r"#\d{1,4} \d{1,6}\.\d{1,3} "),
    _row("a shell's prompt", r"[\w.\-]{1,40}@[\w.\-]{1,60}:[^\s$#]{0,80}[$#] "),
    _row("bash -x", r"\+{1,4} (?=\w[\w ]{0,40}[=:])"),
    _row("an item of a list", r"\d{1,2}[.)] (?=[A-Za-z])"),
    _row("React Native's Metro", r" (?:LOG|DEBUG|INFO|WARN|ERROR)  "),
    _row("Flutter, React Native", r"(?:flutter|\[log\]|LOG|console\.log|print)[:\s]\s*"),
    _row(
        "Flutter's logger",
        r"[\u2502\u250c\u2514\u251c][\u2500\u2504 ]*(?:[\U0001f400-\U0001faff\u2600-\u27bf\ufe0f]+ *)?",
    ),
    _row("a quote, a prompt", r"(?:>+|\||\$|//|#\s)\s+"),
    _row("PlatformIO's filter time", rf"(?P<stamp>{_CLOCK}) > "),
    _row("time in brackets", rf"\[{_STAMP}\]\s*(?:-{{0,2}}>|-|:)?\s*"),
    _row("date in brackets", rf"\[{_NAMED_DAY}\]\s*(?:-{{0,2}}>|-|:)?\s*"),
    _row("date and time", rf"(?:{_DATE})[T ](?P<stamp>{_CLOCK}){_ZONE}\s*(?:-{{0,2}}>|-|:|\|)?\s*"),
    _row("time", rf"(?P<stamp>{_CLOCK})\s*(?:-{{0,2}}>|-|:|\|)?\s+"),
    _row("ts(1)", rf"{_NAMED_DAY}\s+"),
    _row(
        "a level and a class",  # DEBUG SrpService a=12
        rf"(?-i:{_LEVEL_WORD} +(?P<tag>(?:[a-z]\w{{0,30}}\.){{0,8}}(?!{_NAMING})"
        r"[A-Z][A-Za-z\d]*[a-z\d][A-Z]\w{0,60}))(?: -)? +"
        r"(?=\w{1,40} ?[=:])",
    ),
    _row("a level", rf"(?:\[{_LEVEL_WORD}\]|{_LEVEL_WORD}\b[:\s])\s*"),
    _row("a level in angles", rf"<(?:{_LEVEL_WORD})> +"),
    _row("a tag in brackets", r"\[[A-Za-z](?:\w{0,15}|[\w\-]{1,30}(?:\.[\w\-]{1,30}){1,4})\][:\s]\s*"),
    _row("a tag of two words", r"\[[A-Za-z]\w{0,24}(?:[\-/:]\w{1,24}){1,3}\][:\s]\s*(?=\w[\w ]{0,40}[=:])"),
)  # fmt: skip
"""In the order in which they are tried: the ones that say more stand first."""

_MAY_BEGIN = re.compile(r" (?=[LDIWE][A-Z]{2,4}  )|[\w\[<>|$/#@+\u2502\u250c\u2514\u251c]")


class Stripped(NamedTuple):
    """A line without its prefixes: the time and the words that they held, and what is left."""

    stamp: str
    level: str
    tag: str
    text: str


def stripped(line: str) -> Stripped:
    """A line without everything that its logs put in front."""
    stamp = level = tag = ""
    line = _docker_json(line)
    for _ in range(MOST_PREFIXES):
        found = _first(line)
        if found is None:
            break
        groups = found.groupdict()
        stamp = stamp or groups.get("stamp") or groups.get("iso") or ""
        level, tag = groups.get("level") or level, (groups.get("tag") or tag).strip()
        line = line[found.end() :]
    return Stripped(stamp, level, tag, line)


def app_prefix(line: str) -> re.Match[str] | None:
    """The prefix of a log of apps (logcat, Xcode) that a line begins with: groups stamp and tag, level or None."""
    for row in PREFIXES:
        if row.entry and (found := row.pattern.match(line)):
            return found
    return None


def _first(line: str) -> re.Match[str] | None:
    if not _MAY_BEGIN.match(line):
        return None
    start = line[:LONGEST]
    for row in PREFIXES:
        found = row.pattern.match(start)
        if found and found.end():
            return row.pattern.match(line) if len(line) > LONGEST else found
    return None


def _docker_json(line: str) -> str:
    """The text that collectors keep in JSON around a line: docker's {"log": text, ..}, journald's MESSAGE, the cloud's
    textPayload; a program's own "msg" where all else is of the logger."""
    if line[:1] != "{" or (key := _MESSAGE.search(line)) is None:
        return line
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return line
    if not isinstance(entry, dict):
        return line
    text = entry.get(key[1])
    others = {one.lower().lstrip("_@") for one in entry} - {key[1]}
    if not isinstance(text, str) or (key[1] in ("msg", "message") and not others <= _OF_LOGGERS):
        return line
    return plain(text.rstrip("\r\n")).replace("\n", " ")


_MESSAGE = re.compile(r'[{,] ?"(log|MESSAGE|@message|textPayload|message|msg)" ?: ?"')
_OF_LOGGERS = frozenset(
    "level severity time timestamp ts t date datetime logger logger_name name module hostname host pid v version "
    "thread thread_name service app component caller source stream env level_value".split()
)
"""What loggers put beside a message."""
