"""A value as Lisps, Pascal, Visual Basic, PowerShell, F#, Erlang, Objective-C write it, and as programs print it."""

from __future__ import annotations

import re

import pytest

from srpscope.capture.formats import read
from srpscope.capture.pages.places.lisp import as_calls, is_lisp
from srpscope.capture.source import Source
from srpscope.errors import FileError
from tests.capture.pages.test_forms_by_language import DATA, FRAMES, HEX, WRITTEN

TESTS = FRAMES | {
    "clojure": "(ns t.core-test\n  (:require [clojure.test :refer :all]))\n\n(deftest it\n  @form@\n  (is true))\n",
    "lisp": "(in-package :srp)\n(deftest it\n  @form@)\n",
    "vbnet": "Imports System\n\nPublic Class T\n    Public Sub It()\n        @form@\n    End Sub\nEnd Class\n",
    "fsharp": "module Tests\nopen System\n\n[<Fact>]\nlet ``it`` () =\n    @form@\n    ()\n",
    "printed": "srp test\n@form@\ndone\n",
}
FORMS = {
    "clojure": (
        '(def A (BigInteger. "@hex@" 16))',
        "(def A 0x@hex@N)",
        '(let [A (hex->bytes "@hex@")] A)',
        '(is (= "@hex@" (srp/hex A)))',
        '(is (= A (BigInteger. "@hex@" 16)))',
        "(def ^:private A (byte-array [@bytes:0x%02x@]))",
        '(def A "the public value" "@hex@")',
        '(def vectors {:client-public "@hex@"})',
    ),
    "lisp": ("(defparameter *A* #x@hex@)", "(let ((A #x@hex@)) A)"),
    "delphi": (
        "const A: array[0..127] of Byte = (@bytes:$%02X@);",
        "const\n    A : TBytes = [@bytes:$%02X@];",
        "A := TBytes.Create(@bytes:$%02X@);",
        "A := BigInteger.Create('$@HEX@');",
        "A := TBigInteger.Create('@hex@', 16);",
        "A := TConverters.ConvertHexStringToBytes('@HEX@');",
    ),
    "vbnet": (
        'Dim A = "@first@" & _\n            "@second@"',
        "Dim A As Byte() = {@bytes:&H%02X@}",
        "Dim A() As Byte = New Byte() {@bytes:&H%02X@}",
        'Const A As String = "@hex@"',
        'Dim A As BigInteger = BigInteger.Parse("0@hex@", NumberStyles.HexNumber)',
    ),
    "powershell": (
        "[byte[]]$A = @bytes:0x%02x@",
        "$A = [byte[]]@(@bytes:0x%02x@)",
        '$A = [Convert]::FromBase64String("@base64@")',
        '$A = [System.Numerics.BigInteger]::Parse("0@hex@", "AllowHexSpecifier")',
        '$A = [bigint]::Parse("0@hex@", [System.Globalization.NumberStyles]::HexNumber)',
    ),
    "fsharp": (
        "let A = [| @bytes;0x%02xuy@ |]",
        "let A : byte[] =\n        [| @bytes;0x%02xuy@ |]",
        'let A = Convert.FromHexString "@HEX@"',
        'A |> should equal "@hex@"',
    ),
    "erlang": (
        "<<@bytes:16#%02X@>> = A,",
        "<<16#@HEX@:1024>> = A,",
        '"@hex@" = to_hex(A),',
    ),
    "objc": (
        'NSData *A = [NSData dataWithHexString:@"@hex@"];',
        'NSData *A = [@"@hex@" dataFromHex];',
        'NSData *A = [[NSData alloc] initWithBase64EncodedString:@"@base64@" options:0];',
        "NSData *A = [NSData dataWithBytes:(uint8_t[]){@bytes@} length:128];",
        'NSDictionary *v = @{ @"A": @"@hex@" };',
        'XCTAssertEqualObjects(A, [self dataFromHex:@"@hex@"]);',
    ),
    "printed": (
        "A: @words@",
        "A: @bytes:0x%02x@",
        "A: @bytes 0x%02x@",
        "A = Optional(@hex@)",
        "A: <BN: @hex@>",
        "A=ByteString[size=128 hex=@hex@]",
        "A: Buffer(128) [Uint8Array] [@numbers@]",
        "A=array([@numbers@], dtype=uint8)",
        "A: @base64@",
        "A (base64): @base64@",
        "A len=128 @hex@",
        "A (len=128):\n    @words@",
        "A: 128 bytes: [@numbers@]",
        "A : (1024 bit) : @hex@",
        "A ==> @hex@",
        "hex(A) = @hex@",
        "mpi A: @hex@",
        'time=2024-01-02T10:11:12Z level=DEBUG msg="client hello" A=@hex@',
        "{a_pub, <<@numbers@>>}",
        'A = Just "@hex@"',
    ),
}


def _written(form: str) -> str:
    joined = {":": ", ", ";": "; ", " ": " "}
    form = re.sub(r"@bytes([:; ])([^@]*)@", lambda one: joined[one[1]].join(one[2] % byte for byte in DATA), form)
    return re.sub(r"@(\w+)@", lambda one: WRITTEN[one[1]], form)


def _values(text: str) -> list[tuple[str, int]]:
    captures = read(Source.of_bytes(text.encode(), "page.txt"))
    lines = [line for capture in captures for line in capture.of_type("values")]
    return [
        (name, int(text, 16)) for line in lines for name, text in line["values"].items() if name not in ("N", "g", "I")
    ]


@pytest.mark.parametrize(
    ("language", "form"), [(language, form) for language, forms in FORMS.items() for form in forms]
)
def test_it_is_the_same_value(language: str, form: str) -> None:
    assert _values(TESTS[language].replace("@form@", _written(form))) == [("A", int(HEX, 16))]


@pytest.mark.parametrize(
    ("language", "form"),
    [
        ("clojure", '(def A (sha256 "@hex@"))'),
        ("clojure", '; (def A "@hex@")'),
        ("clojure", '#_(def A "@hex@")'),
        ("clojure", '(comment\n    (def A "@hex@"))'),
        ("clojure", '(is (not= A "@hex@"))'),
        ("erlang", "<<16#@HEX@:1024>> = crypto:mod_pow(A, 1, 2),"),
        ("objc", 'NSData *A = [NSData sha256OfHexString:@"@hex@"];'),
        ("objc", 'NSData *A = [self dataFromHex:@"@hex@" xor:B];'),
        ("printed", "A: 128 bytes"),
        ("printed", "A = {length = 128, bytes = 0xd552ff22 f21c2b3a ... 00112233 }"),
        ("printed", "A: <Buffer d5 69 37 .. 78 more bytes>"),
        ("printed", "A: BigUint { data: [1, 2, 3, 4, 5, 6, 7, 8] }"),
        ("printed", "A: BN { negative: 0, words: [ 12, 99 ], length: 2, red: null }"),
        ("printed", "H(A) = @hex@"),
        ("printed", "A: 0x@bytes:%02x@"),
    ],
)
def test_what_says_another_thing_gives_no_value(language: str, form: str) -> None:
    try:
        found = _values(TESTS[language].replace("@form@", _written(form)))
    except FileError:
        return
    assert found == []


def test_a_lisp_keeps_its_lines() -> None:
    text = '(ns t)\n\n(let [a 1 ; one\n      b "x\\"(" ]\n  (is (= 2\n         b)))\n(def c {:d [1 2]})\n'
    assert as_calls(text).count("\n") == text.count("\n")
    assert as_calls("(" * 100 + "a") == "(" * 100 + "a"


@pytest.mark.parametrize(
    "text",
    [
        "(def a 1) \n(def b 2)\n",
        "{:a 1,\n :b 2, \n :c 3}\n",
        '(def a\n  "What it is,\n  over two lines"\n  "9dca")\n(def b 2)\n',
        "(.modPow g\n  a N)\n(def b 2)\n",
        "(\n  .modPow\n  g a N)\n(def b 2)\n",
        '(comment "one\n  two" a)\n(def b 2)\n',
    ],
    ids=["a blank at the end", "commas", "a docstring", "a method", "a method alone", "a comment"],
)
def test_every_line_of_a_lisp_keeps_its_number(text: str) -> None:
    said = as_calls(text).split("\n")
    assert len(said) == text.count("\n") + 1
    if "b 2" in text:
        at = next(number for number, line in enumerate(text.split("\n")) if "b 2" in line)
        assert "b" in said[at] and "2" in said[at]


@pytest.mark.parametrize(
    "line",
    [
        "(user: alice)",
        "(default group)",
        "(default)",
        "(used by the app)",
        "(use the default group)",
        "(required)",
        "(require TLS first)",
        "(letters)",
        "(let me see)",
        "(module 2)",
        "(ns per op)",
        "(definition below)",
    ],
)
def test_a_remark_in_brackets_is_no_lisp(line: str) -> None:
    text = f"{line}\nA: {HEX}\nB = {HEX}\n"
    assert not is_lisp(text.split("\n"))
    assert _values(text) == [("A", int(HEX, 16)), ("B", int(HEX, 16))]


@pytest.mark.parametrize(
    "line",
    [
        "(ns t)",
        "(ns t.core",
        "(ns t (:require x))",
        "(ns",
        "(defn- f [x])",
        "(define-library (srp))",
        "(define x 1)",
        "(require '[a.b :as c])",
        "(use 'a.b)",
        "(let [a 1] a)",
        "(let* ((a 1)) a)",
        "#lang racket",
        "(in-package :srp)",
    ],
)
def test_what_opens_a_lisp(line: str) -> None:
    assert is_lisp([line])
