"""Forms that strangers would paste, of own making: prompts of languages, names in a row over their values, what Rust's
dbg! shows, Perl's calls without brackets, Lua's texts, user names and passwords that a sentence ends with."""

from __future__ import annotations

import random

import pytest

from srpscope.capture.pages.format import read
from srpscope.capture.pages.places.sentences import paired
from srpscope.capture.pages.rows.in_turn import in_turn, values_of
from srpscope.capture.source import Source
from srpscope.errors import FileError
from tests.capture.pages.test_seventh_sight import flat

DRAWN = random.Random(28)
SALT, LOWER, PUBLIC, OTHER = (DRAWN.randbytes(size).hex() for size in (16, 32, 128, 128))
PROOF = DRAWN.randbytes(32).hex()
SAID = {"s": SALT, "a": LOWER, "A": PUBLIC, "B": OTHER, "M1": PROOF}
FORM = SAID | {"bytes": bytes.fromhex(OTHER), "listed": list(bytes.fromhex(OTHER))}


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (
            (
                ">>> usr = srp.User('rosa', 'low-tide-7', hash_alg=srp.SHA256, ng_type=srp.NG_1024)",
                ">>> uname, A = usr.start_authentication()",
                ">>> A.hex()",
                "'{A}'",
                ">>> s.hex(), B.hex()",
                "('{s}', '{B}')",
                ">>> usr.process_challenge(s, B).hex()",
                "'{M1}'",
            ),
            "I P s A B M1",
        ),
        (
            ('iex(1)> salt = Base.decode16!("{s}", case: :lower)', "iex(2)> Base.encode16(public_a)", '"{A}"'),
            "s A",
        ),
        (("In [4]: print(A, B)", "{A} {B}", "In [5]: salt", "Out[5]: '{s}'"), "s A B"),
        (("[server] s, B = '{s}' {bytes}", "A / M1: {A} {M1}"), "s A B M1"),
        (
            (
                '[src/main.rs:4] hex::encode(client.compute_public_ephemeral(&a)) = "{A}"',
                '[src/main.rs:5] verifier.salt() = "{s}"',
                "[src/main.rs:6] &server.public_ephemeral() = {listed}",
            ),
            "s A B",
        ),
        (
            (
                "use Test::More tests => 2;",
                "my $rv = vector();",
                "is(uc unpack('H*', $rv->{{Bytes_A}}), '{A}', 'test A');",
                "is(unpack('H*', $rv->{{Bytes_B}}), '{B}', 'test B');",
            ),
            "A B",
        ),
        (
            (
                'local srp = require "srp"',
                "local username = [[rosa]]",
                "local password = [==[low-tide-7]==]",
                "local salt = [[{s}]]",
                "local A = [[{A}]]",
            ),
            "I P s A",
        ),
        (
            (
                "1> Salt = salt_of(Account).",
                '<<"{s}">>',
                "2> {{APub, APriv}} = crypto:generate_key(srp, {{user, [2, P, '6a']}}).",
                '{{<<"{A}">>,',
                ' <<"{a}">>}}',
            ),
            "s A a",
        ),
        (("julia> A = powermod(g, a, N)", "{A}", "", "julia> bytes2hex(salt)", '"{s}"'), "s A"),
        (
            (
                "I use SRP and",
                "",
                "1. Register `rosa` with password `low-tide-7`",
                "2. The server stores salt `{s}`",
                "3. With `a = 0x{a}` I send A `{A}`",
                "4. Server responds B `{B}`",
            ),
            "I P s a A B",
        ),
        (
            ("username **rosa** and password **low-tide-7**, and the server's B is", "", "    {B}", "", "s = {s}"),
            "I P s B",
        ),
        (("Client (rosa / low-tide-7)", "  a  = {a}", "  A  = {A}", "Server", "  s  = {s}"), "I P a A s"),
        (("const c = make();", "c.a = 0x{a}n;", "c.A = 0x{A}n;", "let salt = '{s}';"), "a A s"),
        (("salt(16)={s}", "M1(32)={M1} as computed", "A(128)={A}"), "s M1 A"),
        (("login started for username rosa", "salt {s}", "A {A}"), "I s A"),
        (("Hi, password was low-tide-7, username was rosa. No luck.", "salt = {s}", "A = {A}"), "I P s A"),
    ],
)
def test_it_is_read_whole(lines: tuple[str, ...], names: str) -> None:
    texts = {"I": "rosa", "P": "low-tide-7"}
    assert flat("\n".join(lines).format(**FORM)) == {name: (SAID | texts)[name] for name in names.split()}


@pytest.mark.parametrize(
    "line",
    [
        "login failed for user not found",
        "error of the login database",
        "the password was changed",
        "password was wrong",
        "lookup by username, then by id",
        "check for user agent",
        "with password hashing.",
        "user was deleted",
        "the user is anonymous",
        "the password is 8-digit",
    ],
)
def test_a_sentence_without_a_name_gives_none(line: str) -> None:
    assert paired(line) == line


def test_a_salt_that_somebody_wrote_is_a_text() -> None:
    page = f'var identity = "ab12cd34";\nvar salt = "85f8-tea";\nvar verifier = "{OTHER}";\n'
    assert flat(page)["s"] == b"85f8-tea".hex()
    assert flat(f'const salt = "Zm9v-XJi";\nconst v = "{OTHER}";\n')["s"] != b"Zm9v-XJi".hex()


def test_rows_of_hex_under_public_key_are_printed() -> None:
    rows = "\n".join(" ".join(PUBLIC[at : at + 2] for at in range(row, row + 32, 2)) for row in range(0, 256, 32))
    assert flat(f"Salt:\n{SALT}\nPublic key A:\n{rows}\nPublic key B:\n{OTHER}\n") == {
        "s": SALT,
        "A": PUBLIC,
        "B": OTHER,
    }


@pytest.mark.parametrize(
    "line",
    ["the `password` field", "password `string` and", "set the user `name`, please", "the username `null` is sent"],
)
def test_a_word_in_ticks_is_no_password(line: str) -> None:
    found = flat(f"{line}\nA = {PUBLIC}\nB = {OTHER}\ns = {SALT}\n")
    assert "P" not in found and "I" not in found


def test_a_user_pool_says_that_it_is_cognito() -> None:
    page = f"pool = eu-west-1_Kb3xQzP7a\nuser = mona\nSRP_A = {PUBLIC}\nSRP_B = {OTHER}\nSALT = {SALT}\n"
    (capture,) = read(Source.of_bytes(page.encode(), "pasted.txt"))
    assert capture.header["dialect"] == "cognito" and flat(page)["pool"] == "eu-west-1_Kb3xQzP7a"


def test_as_many_values_as_names_or_none() -> None:
    assert values_of("(1, 2)") == []
    assert in_turn(f"s, B = '{SALT}'") == f"s, B = '{SALT}'"
    assert in_turn(f"A, x = {SALT} and more") == f"A, x = {SALT} and more"
    assert in_turn("user / password: rosa hello") == "user / password: rosa hello"
    assert in_turn(f"A, B: {SALT}, {OTHER}") == f"A = {SALT}; B = {OTHER}"


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (("srp(rosa): rA={A}", "srp(rosa): rB={B}", "srp(rosa): rSalt={s}", "srp(rosa): rM1={M1}"), "A B s M1"),
        (
            (
                "srp_test() ->",
                '    U = <<"rosa">>,',
                '    P = <<"low-tide-7">>,',
                "    AE = <<16#{A}:1024>>,",
                "    BE = <<16#{B}:1024>>,",
                "    VE = <<16#{v}:1024>>.",
            ),
            "I P A B v",
        ),
        (("SRP login attempt: rosa / low-tide-7", "A = {A}", "B = {B}"), "I P A B"),
        (("I (4123) srp: username rosa", "I (4124) srp: salt: {s}", "I (4125) srp: A: {A}"), "I s A"),
        (("M1 wrong for account rosa: salt={s}, A={A}",), "I s A"),
        (("This gives me A of {A}.", "and my M1 ({M1}) is refused, salt was {s}."), "A M1 s"),
        ((">>> client <<<", "salt {s}", "pub {A}", "priv {a}", ">>> server <<<", "pub {B}"), "s A a B"),
        (("Salt length: 16", "Salt: {s}", "Public A length: 128", "Public A: {A}", "Public B: {B}"), "s A B"),
        (
            (
                "Breakpoint 1, srp_process at srp.c:310",
                "(gdb) p *ctx",
                '$1 = {{username = 0x5581 "rosa", password = 0x5592 "low-tide-7", salt = 0x55a1 "{s}"}}',
                "(gdb) p BN_bn2hex(ctx->A)",
                '$2 = 0x55d1 "{A}"',
            ),
            "I P s A",
        ),
        (
            (
                "SRP6ClientSession client = new SRP6ClientSession();",
                'client.step1("rosa", "low-tide-7");',
                'client.step2(config, new BigInteger("{s}", 16), new BigInteger("{B}", 16));',
                'assertEquals(new BigInteger("{A}", 16), cred.A);',
            ),
            "I P s B A",
        ),
        (
            (
                "func testClient() {{",
                '    let username = "rosa"',
                '    let salt = Data(hexString: "{s}")!',
                '    XCTAssertEqual(try client.processChallenge(salt: salt, publicKey: B).hex, "{M1}")',
                "}}",
            ),
            "I s M1",
        ),
        (
            (
                "public void Verifier_matches()",
                "{{",
                '    var salt = "{s}";',
                '    Assert.AreEqual("{v}", srp.DeriveVerifier(x));',
                "}}",
            ),
            "s v",
        ),
    ],
)
def test_it_is_read_whole_too(lines: tuple[str, ...], names: str) -> None:
    texts = {"I": "rosa", "P": "low-tide-7", "v": OTHER[::-1]}
    found = flat("\n".join(lines).format(**FORM, v=texts["v"]))
    assert found == {name: (SAID | texts)[name] for name in names.split()}


def test_a_call_with_more_values_than_the_known_one_has_says_nothing() -> None:
    call = f'c.step2("{SALT}", "{PROOF}", new BigInteger("{OTHER}", 16), "{PROOF}");'
    page = f"class T {{\n  void t() {{\n    {call}\n  }}\n}}\n"
    with pytest.raises(FileError):
        flat(page)


@pytest.mark.parametrize(
    "page",
    [
        f">>> a = 5\n>>> A = sha256(b'x').hexdigest()\n>>> A\n'{PROOF}'\n",
        "FATAL: password authentication failed for user dana\n",
        f"Log in as user `admin` with password `admin123`, the token is `{PROOF}`.\n",
        f"$ openssl dhparam -text 512\n    prime: {PUBLIC}\n    generator: 2 (0x2)\n",
        f"mA = {PUBLIC}\nmB = 2\n",
    ],
)
def test_what_is_not_of_srp_gives_nothing(page: str) -> None:
    with pytest.raises(FileError):
        flat(page)
