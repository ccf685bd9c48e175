"""`srpscope dialects`: listing, one, from a library's name, two compared, as a Nimbus settings object."""

from __future__ import annotations

import itertools
import json
import random
from pathlib import Path

import pytest

from srpscope.answers.contrast import Contrast, compare
from srpscope.answers.library_search import leaders, search
from srpscope.cli import main
from srpscope.report import atlas
from srpscope.report.dialects import brief, compare_lines, whole_lines, words
from srpscope.srp.dialect import dialect, dialect_ids, of_toml, shipped_ids
from srpscope.srp.formula import show
from srpscope.srp.spelled import plainest, spelled_out
from tests.srp.interop import Record, records


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> object:
    """What the command prints as JSON."""
    assert main(["dialects", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_list_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys)
    assert isinstance(found, list)
    assert [one["id"] for one in found] == dialect_ids()
    assert all(set(one) == {"id", "title", "implementations", "group", "hash"} for one in found)
    (esp,) = [one for one in found if one["id"] == "esp-idf-security2"]
    assert (esp["group"], esp["hash"]) == ("rfc5054-3072", "sha512")
    assert "esp-idf-security2" in esp["implementations"]


@pytest.mark.parametrize("name", dialect_ids())
def test_each_dialect_has_a_page(name: str) -> None:
    page = words(whole_lines(dialect(name)))
    assert page.startswith(f"{name}: ")
    assert "Verified:" in page
    assert "x   = " in page


def test_one_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "cognito")
    assert isinstance(found, dict)
    assert found["formulas"]["M1"]["client"] == "HMAC(K, pool | I | secret_block | timestamp)"
    assert found["inputs"]["secret_block"]["type"] == "bytes"
    assert found["sources"] and found["pitfalls"] and found["verified"]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("flutter_blue_plus esp32", "esp-idf-security2"),
        ("react native aws amplify", "cognito-amplify"),
        ("react native esp32", "esp-idf-security2"),
        ("pysrp", "pysrp"),
        ("HAP-python", "hap-python"),
        ("thinbus", "thinbus"),
        ("telethon", "telegram"),
        ("aws-amplify", "cognito-amplify"),
        ("pycognito", "cognito"),
        ("com.nimbusds:srp6a", "nimbus"),
        ("fast-srp-hap", "fast-srp-hap"),
        ("homebridge", "fast-srp-hap"),
        ("bouncycastle", "bouncycastle"),
        ("trinitycore", "wow"),
        ("srptools", "srptools"),
        ("esp-idf-provisioning-android", "esp-android"),
        ("secure-remote-password", "linusu"),
        ("wolfssl", "wolfssl"),
    ],
)
def test_from_a_librarys_name(text: str, first: str) -> None:
    assert search(text)[0].spoken.id == first


@pytest.mark.parametrize(
    "text, first",
    [
        ("world of warcraft", "wow"),
        ("homekit", "hap"),
        ("iCloud", "apple-gsa-s2k"),
        ("AWS Cognito", "cognito"),
        ("aws amplify", "cognito-amplify"),
        ("Telethon", "telegram"),
    ],
)
def test_from_a_products_name(text: str, first: str) -> None:
    assert search(text)[0].spoken.id == first


@pytest.mark.parametrize("text", ["warcrat", "nimbu", "telegrm", "srp client qqqq", "cognitoo"])
def test_what_is_nearly_a_name_is_not_known(text: str) -> None:
    assert search(text) == []


def test_a_library_that_nobody_knows(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dialects", "--for", "qqqqqqqq zzzzzzz"]) == 1
    assert "Not known" in capsys.readouterr().out
    assert main(["dialects", "--for", "\x1b[31m"]) == 1
    assert "\x1b" not in capsys.readouterr().out


def test_two_libraries_in_one_question(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dialects", "--for", "pysrp nimbus-srp"]) == 0
    assert "never agree: k differs" in capsys.readouterr().out


def test_comparing_by_a_librarys_name(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "--compare", "HAP-python", "aiohomekit")
    assert isinstance(found, dict)
    assert found["dialects"] == ["hap-python", "aiohomekit"]
    assert found["agree"] == "unless"


@pytest.mark.parametrize(
    ("one", "other", "agree", "sentence"),
    [
        ("pysrp", "nimbus", "never", "They never agree: k differs."),
        ("esp-idf-security2", "esp-android", "unless", "They agree unless s, A, K or M1 starts with a zero byte."),
        ("nimbus", "tssrp6a", "always", "They always agree: their formulas are the same."),
        (
            "crystal-srp-sha512",
            "hap",
            "unless",
            "They agree where this was tried: k, u, K, M1 and M2 are computed otherwise, and what comes out is the "
            "same here.",
        ),
        ("hap", "hap-python", "unless", "They agree unless K starts with a zero byte."),
        ("wow", "rfc2945", "never", "They never agree: one is big-endian, the other little-endian."),
        ("esp-prov", "cognito", "never", "They never agree: SHA-512 is not SHA-256."),
        (
            "bouncycastle",
            "nimbus-userid",
            "half",
            "The server accepts the client, and the client refuses the server: M2 differs.",
        ),
    ],
)
def test_what_two_dialects_disagree_about(one: str, other: str, agree: str, sentence: str) -> None:
    contrast = compare(dialect(one), dialect(other))
    assert (contrast.agree, contrast.sentence) == (agree, sentence)
    assert compare(dialect(other), dialect(one)).agree == agree


def test_the_words_of_a_comparison() -> None:
    text = words(compare_lines(compare(dialect("pysrp"), dialect("nimbus"))))
    assert "x: user name included, salt as it is | no user name, salt minimal" in text
    assert "u: B minimal | B padded" in text


CHEAP = [name for name in dialect_ids() if not name.startswith(("excalibur", "telegram", "proton"))]
PAIRS = [pair for pair in itertools.combinations(CHEAP, 2) if random.Random(" ".join(pair)).random() < 0.04]
"""About one in twenty-five, drawn by their names: a new dialect moves none of the others."""


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_dialects_agree_always_exactly_where_no_formula_differs(one: str, other: str) -> None:
    contrast = compare(dialect(one), dialect(other))
    if contrast.agree == "always":
        assert not contrast.differences
    elif dialect(one).hash == dialect(other).hash:
        assert contrast.differences
    assert words(compare_lines(contrast)).endswith(".")


MISMATCHES = [one for one in records("mismatches") if one.dialect("client").id != one.dialect("server").id]


@pytest.mark.parametrize("record", MISMATCHES, ids=str)
def test_what_was_recorded_agrees_with_what_a_comparison_says(record: Record) -> None:
    contrast = compare(record.dialect("client"), record.dialect("server"))
    if record.data["outcome"] == "accepted":
        assert contrast.agree != "never"
    elif "client_N" not in record.data:
        assert contrast.agree != "always"


def test_defaults_are_written_out_in_a_comparison() -> None:
    assert spelled_out(dialect("linusu"), "client", "M1") == ("H(H(N) ^ H(MIN(g)) | H(I) | s | PAD(A) | PAD(B) | K)")
    assert spelled_out(dialect("thinbus"), "client", "u") == "H(HEX(A) | HEX(B))"
    assert spelled_out(dialect("botan"), "client", "M1") is None


def test_what_always_means_the_same_has_one_spelling() -> None:
    for spoken, one, plain in (
        ("esp-idf-security2", "H(MIN(g) | RAW(A))", "H(g | RAW(A))"),
        ("esp-idf-security2", "H(MIN(PAD(g)) | PAD(MIN(A)))", "H(g | PAD(A))"),
        ("esp-idf-security2", "H(MIN(s))", "H(MIN(s))"),
        ("linusu", "H(MIN(g) | PAD(A))", "H(MIN(g) | PAD(A))"),
    ):
        assert show(plainest(dialect(spoken).parse(one).node, dialect(spoken))) == plain


def test_as_a_nimbus_settings_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dialects", "nimbus", "--as", "nimbus", "--group", "nimbus-512", "--hash", "sha1"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["xRoutine"] == "H(s|H(P))"
    assert main(["dialects", "nimbus", "--as", "nimbus"]) == 64
    assert main(["dialects", "nimbus", "--as", "nimbus", "--group", "nimbus-512"]) == 64
    assert main(["dialects", "--as", "nimbus"]) == 64
    capsys.readouterr()


def test_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dialects", "no-such-dialect"]) == 64
    assert main(["dialects", "--compare", "nimbus", "qqqqqqqqqq"]) == 64
    assert "no dialect" in capsys.readouterr().err


def test_brief_names_each_implementation_once() -> None:
    for name in dialect_ids():
        found = brief(dialect(name))["implementations"]
        assert len(found) == len(set(found))


def test_a_hostile_file_of_the_users_own_colours_nothing() -> None:
    evil = "\x1b[31m\u202e"
    text = (
        f'title = "{evil}"\nabout = "{evil}"\ngroup = "{evil}"\nextends = "srp6a"\nsources = ["{evil}"]\n'
        f'pitfalls = ["{evil}"]\nverified = "{evil}"\npackages = ["{evil}"]\n'
        f"[values]\nK = \"H('{evil}')\"\n[wire]\nA = \"PAD(A) | '{evil}'\"\n"
        f'[inputs]\nq = {{ type = "text", about = "{evil}" }}\n'
    ).replace("\x1b", "\\u001b")
    spoken = of_toml(text, "evil")
    shown = words(whole_lines(spoken) + compare_lines(Contrast(spoken, dialect("nimbus"), (), "never", "never.")))
    assert "\x1b" not in shown and "\u202e" not in shown


def test_the_page_of_all_dialects_is_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    page = (Path(__file__).parents[2] / "DIALECTS.md").read_text("utf-8")
    assert main(["dialects", "--markdown"]) == 0
    assert capsys.readouterr().out == page, "srpscope dialects --markdown > DIALECTS.md"


def test_every_row_of_the_page_has_all_columns_and_a_section() -> None:
    page = atlas.page()
    rows = [line for line in page.splitlines() if line.startswith("| [")]
    assert len(rows) == len(shipped_ids())
    assert all(row.count("|") == len(atlas.COLUMNS) + 1 for row in rows)
    for name in shipped_ids():
        assert f"\n### {name}\n" in page
        assert dialect(name).verified


def test_the_language_of_a_port_says_less_than_its_system() -> None:
    """Beside a device, a language names no library of its own; what is made for the device comes before those."""
    found = [one.spoken.id for one in search("esp32 node")]
    assert found[0] == "esp-idf-security2"
    ours = [at for at, name in enumerate(found) if name.startswith("esp-")]
    assert ours == list(range(len(ours))) and len(ours) >= 5
    assert leaders("esp32 node", search("esp32 node")) == [dialect("esp-idf-security2")]
    assert "mozilla" in [one.spoken.id for one in search("node")]


def test_a_language_alone_brings_no_other_system() -> None:
    """What is only written in the same language is not what was asked for."""
    assert {one.spoken.id for one in search("python cognito")} == {one for one in dialect_ids() if "cognito" in one}
    assert len(search("python")) > 3
