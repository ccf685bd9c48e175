"""Forms that were met on the fourth look: fixtures of Erlang, objects of PHP, sentences, calls that name a hash."""

from __future__ import annotations

import hashlib

import pytest

from srpscope.capture.capture import Capture
from srpscope.capture.formats import read
from srpscope.capture.source import Source
from srpscope.errors import FileError
from srpscope.session.declaring import declared
from srpscope.session.opening import session_of
from srpscope.srp.primitives.groups import known_groups

GROUP = known_groups()["rfc5054-1024"].group
a = bytes((71 * at * at + 13 * at + 0x5B) & 0xFF for at in range(32)).hex()
A = f"{pow(GROUP.g, int(a, 16), GROUP.N):0256x}"
B = bytes((53 * at * at + 17 * at + 0xA1) & 0xFF for at in range(128)).hex()
v = bytes((11 * at * at + 29 * at + 0x93) & 0xFF for at in range(128)).hex()
x, M1 = B[8:48], B[60:100]
s = bytes([0, 83, 14, 72, 209, 1, 57, 127, 8, 34, 92, 200, 66, 27, 254, 190]).hex()


def captures(text: str) -> list[Capture]:
    return read(Source.of_bytes(text.encode(), "page.txt"))


def values(text: str) -> dict[str, str]:
    (capture,) = captures(text)
    found: dict[str, str] = {}
    for line in capture.of_type("values"):
        found |= {name: value.lower() for name, value in line["values"].items()}
    return found


def settings(text: str) -> tuple[str | None, str | None]:
    (capture,) = captures(text)
    return capture.header.get("hash"), capture.header.get("group")


def decimals(digits: str) -> list[str]:
    return [str(one) for one in bytes.fromhex(digits)]


def cut(digits: str, count: int = 14) -> str:
    items = decimals(digits)
    return ",\n".join(", ".join(items[at : at + count]) for at in range(0, len(items), count))


def escaped(digits: str) -> str:
    return "".join(f"\\x{one:02x}" for one in bytes.fromhex(digits))


ERLANG = f"""srp_test() ->
  HashType = sha,
  I = <<"joan">>,
  Salt = <<16#{s} : 128>>,
  Cli_a = <<16#{a} : 256>>,
  Cli_A_E = <<16#{A} : 1024>>,
  Ser_B_E = <<16#{B} : 1024>>,
  {{N, Gen, K}} = ngk_gen(1024, HashType),
  V = get_v(Gen, X, N).
"""

PHP = f"""object(SRP\\Client)#12 (4) {{
  ["username":protected]=>
  string(4) "joan"
  ["salt":"SRP\\Client":private]=>
  string(32) "{s}"
  ["A":protected]=>
  string(256) "{A}"
  ["debug":"SRP\\Client":private]=>
  bool(false)
}}
"""

PRINT_R = f"SRP\\Client Object\n(\n    [username:protected] => joan\n    [A:SRP\\Client:private] => {A}\n)\n"

LLDB = f"""(lldb) po username
"joan"
(lldb) po salt as NSData
{{length = 16, bytes = 0x{s}}}
(lldb) po clientPublicKey as NSData
{{length = 128, bytes = 0x{A[:8]} {A[8:16]} ... {A[-8:]} }}
(lldb) po serverPublicKey as NSData
<{B}>
"""

PERL = f"""my $srp = Crypt::SRP->new('RFC5054-1024bit', 'SHA1');
is($srp->{{I}}->{{bytes}}, 'joan', 'test of the name');
is($srp->{{P}}->{{bytes}}, 'w4ll', 'test P');
is($srp->{{s}}->{{bytes}}, pack('H*', '{s}'), 'test s');
is($srp->{{v}}->{{bytes}}, pack('H*', '{v}'), 'test v');
"""

SCALA = f"""class SrpSpec extends AnyFlatSpec {{
  val username = "joan"
  val a = BigInt("{a}", 16)
  val B = BigInt("{B}", 16)
  "client" should "agree" in {{
  }}
}}
"""

ROW = f"""public class Vectors
{{
    [Theory]
    [InlineData("joan", "tea4two", "{s}", "{x}")]
    public void ComputesX(string username, string password, string salt, string expectedX)
    {{
    }}
}}
"""

SHELL = f"$ openssl s_client -connect h:4433 -srpuser joan -srppass 'pass:tea 4 two' -tls1_2\nA: {A}\nB: {B}\n"

GO = f"""func TestVerifier(t *testing.T) {{
	_, err = v.New("joan", "joan:tea4two", 32)
	var corrects big.Int
	corrects.SetString("{s}", 16)
	if v.I != "joan" {{
		t.Errorf("Error: username should be set to joan. Got %v", v.I)
	}}
}}
"""

XXD = f"""$ xxd -i salt.bin
unsigned char salt_bin[] = {{
  {", ".join(f"0x{one:02x}" for one in bytes.fromhex(s))}
}};
unsigned int salt_bin_len = 16;
"""
DUMPED = "$ hexdump -C B.bin\n" + "\n".join(
    f"{at:08x}  {bytes.fromhex(B)[at : at + 16].hex(' ')}  |................|" for at in range(0, 128, 16)
)


JULIA = f"""using Test
@testset "srp client" begin
    username = "joan"
    a = parse(BigInt, "{a}", base=16)
    B = big"0x{B}"
    @test client_proof(c, salt, a, B) == hex2bytes("{M1}")
end
"""

TOML = f"""[srp.input]
identity = "joan"

[srp.client]
private = "{a}"
public = "{A}"

[srp.server]
private = "{x}"
public = "{B}"
"""

CPP = f"""#pragma once
static const char* const kUsername = "joan";
static constexpr std::array<std::uint8_t, 16> kSalt = {{{{ {", ".join(decimals(s))} }}}};
static const std::string kServerPublic =
    "{B[:64]}"
    "{B[64:]}";
"""

MAIL = f"""For the user "joan" with password "tea4two" the database holds salt {s} and verifier
{v[:76]}
{v[76:152]}
{v[152:]}

The client sends A =
{A[:76]}
{A[76:]}
and the server answers with B =
{B[:76]}
{B[76:]}
"""

LOGGING = f"""DEBUG:security2:username=joan pop=tea4two
DEBUG:security2:client_pubkey={A}
DEBUG:security2:device_pubkey={bytes.fromhex(B)!r}
"""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"I=joan%40home&A={A}\n<-- 200 OK\ns={s}&B={B}\n", {"I": "joan@home", "A": A, "s": s, "B": B}),
        (JULIA, {"I": "joan", "a": a, "B": B, "M1": M1}),
        (TOML, {"I": "joan", "a": a, "A": A, "b": x, "B": B}),
        (CPP, {"I": "joan", "s": s, "B": B}),
        (MAIL, {"I": "joan", "P": "tea4two", "s": s, "v": v, "A": A, "B": B}),
        (LOGGING, {"I": "joan", "P": "tea4two", "A": A, "B": B}),
        (ERLANG, {"I": "joan", "s": s, "a": a, "A": A, "B": B}),
        (PHP, {"I": "joan", "s": s, "A": A}),
        (PRINT_R, {"I": "joan", "A": A}),
        (LLDB, {"I": "joan", "s": s, "B": B}),
        (PERL, {"I": "joan", "P": "w4ll", "s": s, "v": v}),
        (SCALA, {"I": "joan", "a": a, "B": B}),
        (ROW, {"I": "joan", "P": "tea4two", "s": s, "x": x}),
        (SHELL, {"I": "joan", "P": "tea 4 two", "A": A, "B": B}),
        (f"> gnutls-cli --srpusername=joan --srppasswd tea -p 5556 h\nA: {A}\n", {"I": "joan", "P": "tea", "A": A}),
        (GO, {"I": "joan", "s": s}),
        (f"{XXD}{DUMPED}\n00000080\n", {"s": s, "B": B}),
        (f"username: joan\nsalt: {escaped(s)}\nA = {escaped(A)}\n", {"I": "joan", "s": s, "A": A}),
        (f"username: joan\nA: {cut(A)}\nB: {cut(B, 9)}\n", {"I": "joan", "A": A, "B": B}),
        (f'>> With user "joan" and password "tea4two" I get\n>> A = {A}\n', {"I": "joan", "P": "tea4two", "A": A}),
        (f"With a = `{a}` I get a proof M1 of `{M1}`, which is refused.\n", {"a": a, "M1": M1}),
    ],
)
def test_a_form_is_read(text: str, told: dict[str, str]) -> None:
    found = values(text)
    assert {name: found.get(name) for name in told} == told
    assert found.keys() - {"N", "g"} == told.keys()


def test_a_call_of_a_console_names_nobody() -> None:
    text = f">>> uname, A = usr.start_authentication()\n>>> salt, B = svr.get_challenge()\n>>> A.hex()\n'{A}'\n"
    assert values(text) == {"A": A}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"We use SHA-256 with the 1024-bit group of RFC 5054.\n\nsalt: {s}\nA: {A}\n", ("sha256", "rfc5054-1024")),
        (f"hash: SHA-512\nWe use SHA-256 with the 1024-bit group.\nA: {A}\n", ("sha512", "rfc5054-1024")),
        (f"Is SHA-256 with the 1024-bit group right?\nA: {A}\n", (None, None)),
        (f"SHA-256 with the 1024-bit group, or SHA-1.\nA: {A}\n", (None, None)),
        (f"It was SHA-1 in a 1024-bit group, SHA-256 now.\nA: {A}\n", (None, None)),
        (f"The certificate has SHA-256 and RSA of 2048 bits.\nSRP says\nsalt: {s}\nverifier: {v}\n", (None, None)),
        (f"First SHA-1 in the 1024-bit group.\nThen SHA-256 in the 2048-bit group.\nA: {A}\n", (None, None)),
    ],
)
def test_a_sentence_names_hash_and_group(text: str, said: tuple[str | None, str | None]) -> None:
    assert settings(text) == said


KOTLIN = f'@Test\nfun proof() {{\n  val salt = "{s}".hexToByteArray()\n  val B = BigInteger("{B}", 16)\n  %s\n}}\n'


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ("val client = SrpClient(I, P, salt, Group.RFC5054_1024, Sha256)", ("sha256", "rfc5054-1024")),
        ("val client = SRPConfiguration<SHA512>(.N1024)", ("sha512", "rfc5054-1024")),
        ("val client = createSRPClient('SHA-256', 1024)", ("sha256", "rfc5054-1024")),
        ("val k = SRP6Util.calculateK(new SHA1Digest(), N, g)", ("sha1", None)),
        ("val client = SrpClient(I, Sha256)\n  val other = SrpClient(I, Sha1)", (None, None)),
        ("val key = Pbkdf2(salt, Sha256)", (None, None)),
    ],
)
def test_a_call_names_hash_and_group(call: str, said: tuple[str | None, str | None]) -> None:
    assert settings(KOTLIN % call) == said


def test_no_hash_is_given_where_nothing_tells_one() -> None:
    """A = g^a comes out in every dialect, whatever its hash."""
    session = declared(session_of(captures(f"username: joan\npassword: tea\nsalt: {s}\na: {a}\nA: {A}\nB: {B}\n")[0]))
    assert session.capture.header["group"] == "rfc5054-1024"
    assert session.capture.header.get("hash") is None
    assert not session.names_dialect


def test_no_group_is_given_where_x_alone_comes_out() -> None:
    """x = H(s | H(I | ":" | P)) tells the hash, and is made without N and g."""
    inner = hashlib.sha256(b"joan:tea").digest()
    made = hashlib.sha256(bytes.fromhex(s) + inner).hexdigest()
    session = declared(session_of(captures(f"username: joan\npassword: tea\nsalt: {s}\nx: {made}\n")[0]))
    assert session.capture.header["hash"] == "sha256"
    assert session.capture.header.get("group") is None


@pytest.mark.parametrize(
    "text",
    [
        "A = [1, 2, 3]\nB = [4, 5, 6]\nfor i in range(3):\n    x = A[i] + B[i]\nprint(x)\n",
        "apiVersion: v1\nkind: Secret\ndata:\n  username: YWRtaW4=\n  password: MWYyZDFlMmU2N2Rm\n",
    ],
)
def test_what_is_not_of_srp_is_left(text: str) -> None:
    with pytest.raises(FileError):
        captures(text)
