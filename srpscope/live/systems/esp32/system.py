"""Security 2 of ESP-IDF as a system: what its two transports have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from srpscope.errors import UserError
from srpscope.live.concluding import PlayedHost, ServerRun
from srpscope.live.driving import KeepingTransport
from srpscope.live.listening import Listening
from srpscope.live.party import SheetParty
from srpscope.live.recording import KEPT, ClientRun, client_header
from srpscope.live.system import Option, Options, SpokenTerms, Start, System, sweep_options
from srpscope.live.systems.esp32.faults import parse_fault
from srpscope.live.systems.esp32.host import Host
from srpscope.live.systems.esp32.session import AsItIs, ProtocommSession
from srpscope.live.systems.esp32.settings import SALT_BYTES, Enrolled, HostSettings, make_credential
from srpscope.live.users import Account
from srpscope.srp.dialect import ESP
from srpscope.wire.exchange import Exchange
from srpscope.wire.protocomm.asking import HELP
from srpscope.wire.protocomm.client import Security2Client
from srpscope.wire.protocomm.firmware import FIRMWARES, STACKS, Firmware, firmware_of_patch

if TYPE_CHECKING:
    from srpscope.live.client import ClientSession
    from srpscope.srp.values import Value

CLIENT_OPTIONS = (
    Option("patch", "the nonce rule, whatever the device says", "choice", role="client", choices=("0", "1")),
    Option("firmware", "the device's ESP-IDF version, if known", role="client", default="", metavar="VERSION"),
)


def device_options(stack: str) -> tuple[Option, ...]:
    """How a played device behaves. stack: unless another one is chosen."""
    fault = "drop, late (seconds), corrupt (byte) or lose (the session) at the n-th message of each session"
    return (
        Option("stack", f"how it refuses ({stack})", "choice", stack, "server", tuple(sorted(STACKS))),
        Option("patch", "nonce rule, and the firmware that has it (1)", "choice", role="server", choices=("0", "1")),
        Option(
            "firmware",
            "the release whose checks and log it has",
            "choice",
            role="server",
            choices=tuple(sorted(FIRMWARES)),
        ),
        *sweep_options("app"),
        Option("fault", fault, "texts", (), "server", metavar="KIND:MESSAGE[:AMOUNT]"),
    )


WIFIPROV = ("User name", "as the device's verifier was made for", "wifiprov")
POP = ("Password", "the PoP; it is sent nowhere but into the sums", "")
"""What the screen asks of whoever speaks to a device, or plays one."""


class Esp32System(System):
    """An ESP32, whatever it is reached by."""

    called = "an ESP32"
    wire = "protocomm"
    dialect = ESP
    group = "rfc5054-3072"
    salt_bytes = SALT_BYTES
    open_terms = False
    named = False
    logs = True
    qr = True
    requests = HELP
    tries_further = True
    first_requests = ("config-status",)

    def party(self, spoken: SpokenTerms, given: Mapping[str, Value]) -> SheetParty:
        """With what the dialect fixes: group and hash."""
        return SheetParty("client", spoken.terms.dialect, given)

    def client(self, party: SheetParty, options: Options) -> Exchange:
        """Cmd0 and Cmd1."""
        return Security2Client(party)

    def as_it_is(self, party: SheetParty, options: Options) -> Exchange:
        """Without esp_prov's second draw."""
        return AsItIs(party)

    def transport(self, address: str, options: Options) -> KeepingTransport:
        """The way to the device."""
        raise NotImplementedError

    def place(self, address: str, options: Options) -> str:
        """Where the device is, for the recording's title."""
        raise NotImplementedError

    def session(
        self, party: SheetParty, address: str, options: Options, spoken: SpokenTerms, run: ClientRun = KEPT
    ) -> ClientSession:
        """proto-ver, the handshake, and the encrypted endpoints after it."""
        transport = self.transport(address, options)
        header = client_header(self.place(address, options), ESP, spoken.terms.dialect.id)
        recording = run.recording(header)
        patch = options.get("patch")
        return ProtocommSession(
            party,
            transport,
            recording,
            holds=run.holds,
            renews=options.get("a") is None,
            patch=None if patch is None else int(patch),
            firmware=options.get("firmware") or "",
        )

    # As the device

    def played(
        self, account: Account, spoken: SpokenTerms, options: Options, run: ServerRun
    ) -> tuple[PlayedHost, Start]:
        """A device with this user's verifier."""
        self.check_zeros(account, spoken, options)
        settings, strategy = self.settings(account, options), None
        if options.get("sweep"):
            from srpscope.live.systems.esp32.sweep import Sweep
            from srpscope.why.places.likelihood import language_of

            language = language_of(self.chosen(options, "server")["language"])
            strategy = Sweep(settings, keeps_salt=account.salt is not None, language=language)
        diagnose = None if strategy else run.diagnose
        host = Host(settings, run.folder, diagnose=diagnose, strategy=strategy, hold=run.holds, conclude=run.conclude)

        async def start(played: Host) -> Listening:
            return await self.listen_as(played, options)

        return host, start

    async def listen_as(self, host: Host, options: Options) -> Listening:
        """Let the device be reached."""
        raise NotImplementedError

    def settings(self, account: Account, options: Options, single: bool = False) -> HostSettings:
        """How the device behaves. single: one session at a time, as on the chip. Raises UserError."""
        chosen = self.chosen(options, "server")
        if chosen["sweep"] and account.zeros is not None:
            raise UserError("--sweep chooses B itself: leave --force-zeros out.")
        salt = account.drawn_salt(SALT_BYTES)
        if account.verifier is not None:
            credential = Enrolled(salt, account.verifier, account.username, account.password)
        else:
            credential = make_credential(account.username, account.password or "", salt)
        return HostSettings(
            credential,
            b=account.b,
            stack=STACKS[chosen["stack"]],
            firmware=_firmware(chosen["firmware"], chosen["patch"]),
            faults=tuple(parse_fault(one) for one in chosen["fault"]),
            zeros=account.zeros,
            single=single,
        )


def _firmware(name: str | None, patch: str | None) -> Firmware:
    firmware = FIRMWARES[name] if name else firmware_of_patch(1)
    if patch is None or firmware.patch == int(patch):
        return firmware
    if name:
        raise UserError(f"{name} has sec_patch_ver {firmware.patch}, not {patch}.")
    return firmware_of_patch(int(patch))
