"""Every line that the device, the tools and the libraries print is explained, however it was pasted."""

from __future__ import annotations

import json

import pytest

from srpscope.answers.explain import LIKELIHOODS, LogExplanation, _table, explain
from srpscope.cli import main
from srpscope.errors import UserError

FIRST_USER = (
    "E (xxxxx) security2: Failed to authenticate client proof! "
    "E (xxxxx) security2: Received incorrect username and/or PoP for establishing secure session! "
    "E (xxxxx) protocomm: Invalid content received, killing connection"
)


def ids(text: str) -> list[str]:
    return [match.id for match in explain(text).matches]


def test_the_first_users_paste_verbatim() -> None:
    found = explain(FIRST_USER)
    assert [match.id for match in found.matches] == ["proof-refused", "wrong-pop", "killing-connection"]
    assert [match.line for match in found.matches] == [
        "E (xxxxx) security2: Failed to authenticate client proof!",
        "E (xxxxx) security2: Received incorrect username and/or PoP for establishing secure session!",
        "E (xxxxx) protocomm: Invalid content received, killing connection",
    ]
    causes = " ".join(cause.cause for cause in found.matches[0].causes)
    for word in ("Password", "user name", "salt", "padded", "leading zero", "Byte order"):
        assert word in causes
    assert any("check-credential" in step for step in found.matches[0].next)


def test_the_four_questions_are_answered_beside_it() -> None:
    answers = {one.question: one.answer for one in explain(FIRST_USER).answers}
    text = " ".join(answers.values())
    assert len(answers) == 4
    for word in ("UTF-8", "never sent", "384 bytes", "big-endian", "BigInt", "raw bytes"):
        assert word in text


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("Is the PoP hashed or encoded before SRP?", "as it stands"),
        ("how are username and salt encoded when sent", "client_username"),
        ("What breaks when porting BigInteger to Dart", "toBytes"),
        ("does the device want leading zeros? which byte order?", "big-endian"),
    ],
)
def test_a_question_alone_is_answered(question: str, word: str) -> None:
    found = explain(question)
    assert any(word in one.answer for one in found.answers)


# (text as the device prints it, id): every line of the table of ESP-IDF's security2, srp6a and protocomm
DEVICE_LINES = [
    ("I (1) security2: Using salt and verifier to generate public key...", "using-salt"),
    ("E (1) security2: Failed to authenticate client proof!", "proof-refused"),
    ("E (1) app: Received incorrect username and/or PoP for establishing secure session!", "wrong-pop"),
    ("E (1) security2: Session setup error -1", "session-setup-error"),
    ("E (1) srp6a: esp_srp_exchange_proofs(829): Failed to validate user proof", "proof-refused"),
    ("E (1) security2: handle_session_command1(240): The client proof length does not match", "proof-length"),
    ("E (1) security2: Invalid public key length", "public-key-length"),
    ("E (1) app: Received invalid security parameters for establishing secure session!", "invalid-parameters"),
    ("E (1) security2: Invalid username length (0)", "username-length"),
    ("E (1) security2: Invalid username", "username-length"),
    ("E (1) srp6a: Rejected client public key: A mod N == 0 (RFC 5054 Section 2.5.4)", "a-zero"),
    ("E (1) srp6a: u == 0", "u-zero"),
    ("E (1) security2: Failed to generate device session key!", "device-session-key"),
    ("E (1) security2: Unable to unpack setup_req", "unpack"),
    ("E (1) security2: Security version mismatch. Closing connection", "version-mismatch"),
    ("E (1) security2: Security scheme mismatch. Closing connection", "scheme-mismatch"),
    ("E (1) security2: Missing or mismatched sc0 payload in session command0", "mismatched-payload"),
    ("E (1) security2: Missing or mismatched sc1 payload in session command1", "mismatched-payload"),
    ("E (1) security2: Invalid security message type", "message-type"),
    ("E (1) security2: Empty session data", "empty-session-data"),
    ("W (1) security2: Invalid state of session 0 (expected 1). Restarting session.", "restarting-session"),
    ("W (1) security2: Invalid state of session 0 (expected 2). Restarting session.", "restarting-session"),
    ("E (1) security2: Closing old session with id 3", "restarting-session"),
    ("E (1) security2: Invalid state of session 1 (expected 0)", "cmd1-without-cmd0"),
    ("E (1) security2: Invalid state of session 1 (expected 2)", "cmd1-twice"),
    ("E (1) security2: Invalid session ID:0(expected -1)", "invalid-session-id"),
    ("E (1) security2: Failed to set salt and verifier!", "security-params"),
    ("E (1) security2: Failed to device public key!", "security-params"),
    ("E (1) security2: Failed to initialise security context!", "security-params"),
    ("E (1) security2: Error allocating response0", "security-params"),
    ("E (1) security2: System out of memory", "security-params"),
    ("E (1) security2: Secure session not established", "not-established"),
    ("E (1) protocomm: Decryption of response failed for endpoint prov-config", "decryption-endpoint"),
    ("E (1) security2: Failed at mbedtls_gcm_auth_decrypt : -18", "gcm-failed"),
    ("E (1) security2: psa_aead_decrypt failed with status=-149", "psa-aead"),
    ("E (1) security2: Failed to allocate decrypt buf len -12", "decrypt-too-short"),
    ("E (1) security2: Invalid counter value, restart session", "counter-wrapped"),
    ("E (1) security2: Session with ID 4not found", "session-close"),
    ("E (1) security2: Attempt to close invalid session", "session-close"),
    ("E (1) protocomm: No registered endpoint for prov-sesion", "no-endpoint"),
    ("E (1) protocomm: Request handler for prov-config failed", "handler-failed"),
    ("E (1) protocomm: Encryption of response failed for endpoint prov-scan", "decryption-endpoint"),
    ("E (1) protocomm_httpd: Data handler failed", "handler-failed"),
    ("W (1) httpd_uri: httpd_uri: uri handler execution failed", "handler-failed"),
    ("W (1) protocomm_httpd: Resetting socket session id as socket 54 was closed", "socket-closed"),
    ("E (1) protocomm_httpd: Content length not found", "content-length"),
    ("E (1) protocomm_nimble: Invalid content received, killing connection", "killing-connection"),
    ("E (1) protocomm_nimble: Outbuf with handle 12 not found", "nimble-no-buffer"),
    ("E (1) protocomm_nimble: Characteristic with attr_handle = 12 is not added to the list", "nimble-no-buffer"),
    ("E (1) protocomm_nimble: Invalid write length: 600", "write-length"),
    ("E (1) protocomm_ble: Manufacturer data length is more than the max allowed size", "mfg-data"),
    ("rst:0xc (SW_CPU_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)", "device-reboots"),
]


@pytest.mark.parametrize(("line", "id_"), DEVICE_LINES)
def test_every_line_of_the_device(line: str, id_: str) -> None:
    assert id_ in ids(line)


@pytest.mark.parametrize(("line", "id_"), DEVICE_LINES)
def test_without_time_level_and_tag_or_with_others(line: str, id_: str) -> None:
    body = line.split(": ", 1)[1] if line[1:3] == " (" else line
    for shape in (
        body,
        f"E (00:01:02.345) wrong_tag: {body}",
        f"12:00:01 E ({'x' * 5}) {body}",
        body.upper(),
        f"> {body}",
    ):
        assert id_ in ids(shape), shape


def test_a_whole_log_without_line_breaks() -> None:
    paste = " ".join(line for line, _ in DEVICE_LINES)
    found = set(ids(paste))
    assert {id_ for _, id_ in DEVICE_LINES} <= found


OTHER_LINES = [
    ("java.lang.IllegalArgumentException: The user identity 'I' must not be null or empty", "identity-empty"),
    ("The user identity ’I’ must not be null or empty", "identity-empty"),
    ("D/Espressif::BLETransport( 12): onCharacteristicWrite, status : 4", "android-gatt-4"),
    ("onCharacteristicWrite, status : 133", "android-gatt-133"),
    ("onConnectionStateChange() - status=19 clientIf=7", "android-gatt-19"),
    ("onClientConnectionState() - status=8 clientIf=5 device=AA:BB", "android-gatt-8"),
    ("FlutterBluePlusException | writeCharacteristic | android-code: 133 | ANDROID_SPECIFIC_ERROR", "android-gatt-133"),
    ("java.lang.Exception: Write to BLE failed", "android-create-session"),
    ("Failed to create session.", "android-create-session"),
    ("SRP6aClient: Shared session key generated", "android-shared-key"),
    ("data longer than allowed. dataLen: 406 > max: 253 (withResponse, noLongWrite)", "fbp-too-long"),
    ("Session establishment failed.", "ios-session"),
    ("ESPSessionError.noUsername", "ios-no-username"),
    ("keyProofMismatch", "ios-key-proof"),
    ("Decryption failed with error: CryptoKit.CryptoKitError", "ios-decryption"),
    ('Error Domain=CBATTErrorDomain Code=4 "Unknown ATT error."', "att-error-4"),
    ('Error Domain=CBErrorDomain Code=7 "The specified device has disconnected from us."', "cb-error-7"),
    ('Error Domain=NSURLErrorDomain Code=-1005 "The network connection was lost."', "nsurl-error--1005"),
    ("BleakGATTProtocolError: (<BleakGATTProtocolErrorCode.INVALID_PDU: 4>, 'GATT Protocol Error: Invalid PDU')",
     "att-error-4"),
    ("[org.bluez.Error.Failed] Operation failed with ATT error: 0x04 (Invalid PDU)", "att-error-4"),
    ("[org.bluez.Error.Failed] Operation failed with ATT error: 0x0e", "att-error-14"),
    ("bleak.exc.BleakDeviceNotFoundError: Device with address AA:BB:CC:DD:EE:FF was not found.", "bleak-not-found"),
    ("bleak.exc.BleakError: Service Discovery has not been performed yet", "bleak-not-connected"),
    ("[org.freedesktop.DBus.Error.ServiceUnknown] The name org.bluez was not provided", "bluez-no-daemon"),
    ("[org.bluez.Error.NotReady] Resource Not Ready", "bluez-not-ready"),
    ("[org.bluez.Error.InProgress] In Progress", "bluez-in-progress"),
    ("[org.bluez.Error.AuthenticationFailed] Authentication Failed", "bluez-auth-failed"),
    ("[org.bluez.Error.Failed] le-connection-abort-by-local", "bluez-abort"),
    ("NotAuthorizedException: Incorrect username or password.", "cognito-incorrect"),
    ("NotAuthorizedException: Invalid session for the user.", "cognito-session"),
    ("Unable to verify secret hash for client 5qq", "cognito-secret-hash"),
    ("FormatException: Invalid hexadecimal code unit U+002d.", "negative-salt"),
    ("RPCError: 400: PASSWORD_HASH_INVALID (caused by auth.CheckPassword)", "telegram-password"),
    ("[400 SRP_ID_INVALID]", "telegram-srp-id"),
    ("SRP_A_INVALID", "telegram-srp-a"),
    ("*** ERROR: SRP Proof Verification Failed ***", "homekit-accessory-proof"),
    ("Error: client did not use the same password", "homekit-accessory-proof"),
    ("!!! HomeKit: [Client 4] Failed to verify peer's proof (code -2)", "homekit-accessory-proof"),
    ("pyatv.exceptions.AuthenticationError: x", "pyatv"),
    ("gdscode: 335544472", "firebird-login"),
    ("Decoding_Error: Invalid SRP parameter from server", "library-public-value"),
    ("illegal_parameter: bad 'b_pub' value", "library-public-value"),
    ("bad_record_mac: incorrect 'client' proof", "library-proof"),
    ("HttpException: Connection closed before full header was received", "closed-without-answer"),
    ("java.net.SocketException: Unexpected end of file from server", "closed-without-answer"),
    ("java.io.IOException: unexpected end of stream on com.android.okhttp.Address@1a", "closed-without-answer"),
    ("Error: socket hang up", "closed-without-answer"),
    ("javax.crypto.AEADBadTagException: Tag mismatch!", "aead-tag"),
    ("cryptography.exceptions.InvalidTag", "aead-tag"),
    ("Error: Unsupported state or unable to authenticate data", "aead-tag"),
    ("SSL alert number 115: unknown_psk_identity", "tls-unknown-identity"),
    ("sslv3 alert bad record mac", "tls-bad-mac"),
    ("tlsv1 alert decrypt error", "tls-bad-mac"),
    ("aiohomekit.exceptions.AuthenticationError: step 5", "hap-authentication"),
    ("AuthenticationError: Step #5: wrong proof!", "hap-wrong-proof"),
    ("homekit.exceptions.MaxTriesError: step 3", "hap-busy"),
    ("srp._pysrp.AuthenticationFailed", "pysrp-failed"),
    ("srptools.exceptions.SRPException: Wrong public provided for SRPServerSession.", "srptools"),
    ("com.nimbusds.srp6.SRP6Exception: Bad client credentials", "nimbus-client-credentials"),
    ("com.nimbusds.srp6.SRP6Exception: Bad server credentials", "nimbus-server-credentials"),
    ("com.nimbusds.srp6.SRP6Exception: Bad client public value 'A'", "nimbus-public"),
    ("java.lang.IllegalStateException: State violation: Session must be in STEP_1 state", "nimbus-state"),
    ("esp_prov: RuntimeError: Failed to verify device proof", "esp-prov-device-proof"),
    ("Connection Failure : Remote end closed connection without response", "esp-prov-http"),
    ("Error: Server provided session proof is invalid", "generic-proof"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "id_"), OTHER_LINES)
def test_lines_of_tools_and_libraries(line: str, id_: str) -> None:
    assert id_ in ids(line)


def test_a_specific_line_wins_over_a_general_one() -> None:
    assert ids("psa_aead_decrypt failed with status=-149") == ["psa-aead"]
    assert ids("[org.bluez.Error.AuthenticationFailed] x") == ["bluez-auth-failed"]
    assert ids("Invalid state of session 0 (expected 1). Restarting session.") == ["restarting-session"]


def test_an_unknown_number_is_said_to_be_unknown() -> None:
    [match] = explain("onCharacteristicWrite, status : 9999").matches
    assert "not in the table" in match.means
    assert ids("the status: 9999 of things") == []


def test_success_is_not_taken_for_a_fault() -> None:
    assert ids("exit status: 0") == []


def test_nothing_known_and_nothing_given() -> None:
    assert explain("hello world").matches == ()
    with pytest.raises(UserError):
        explain("  \n ")


def test_the_table_is_whole() -> None:
    table = _table()
    names = [entry["id"] for entry in table["entry"]]
    assert len(names) == len(set(names))
    for entry in [*table["entry"], *table["code"]]:
        assert entry["means"]
        if "same_as" in entry:
            assert entry["same_as"] in names
            continue
        assert entry["next"], entry
        ranks = [LIKELIHOODS.index(cause["likelihood"]) for cause in entry["causes"]]
        assert ranks and ranks == sorted(ranks), entry.get("id")


def test_every_line_of_the_table_finds_its_own_entry() -> None:
    for entry in _table()["entry"]:
        for line in entry["lines"]:
            text = line.replace("%d", "7").replace("%s", "something")
            found = ids(text)
            assert entry["id"] in found, (entry["id"], text, found)


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "--json", FIRST_USER]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["srpscope"] == 1
    first = answer["matches"][0]
    assert set(first) >= {"line", "causes", "next"}
    assert set(first["causes"][0]) == {"cause", "likelihood"}
    assert main(["explain", "nothing", "known", "here"]) == 2
    assert main(["explain", "Failed to authenticate client proof"]) == 0
    out = capsys.readouterr().out
    assert "Causes, most likely first" in out and "What to do next" in out


def test_a_paste_cannot_colour_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "E (1) x: \x1b[31m\x1b]0;t\x07 Data handler failed\u202e"]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out and "\u202e" not in out


def test_the_explanation_is_plain_data() -> None:
    assert isinstance(explain(FIRST_USER), LogExplanation)
    json.dumps(explain(FIRST_USER).as_json())


def test_a_log_that_shows_the_user_name_in_use_is_told_so() -> None:
    log = "D/ESP:ESPDevice: User name : myapp_12 password : x\nE (1) security2: Failed to authenticate client proof!"
    first = explain(log).answers[0]
    assert "myapp_12" in first.question and "for whom" in first.answer
    hidden = explain(log.replace("myapp_12", "[HIDDEN]"))
    assert all("user name in use" not in one.question for one in hidden.answers)
