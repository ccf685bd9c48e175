"""What each safeguard of the textbook keeps out, over real sockets: without it somebody gets in who should not."""

from __future__ import annotations

from srpscope.live.users import LiveParty
from srpscope.wire.exchange import Exchange
from tests.systems.parties import NAME, SYSTEMS, System, fixed, log_in, mistake, serve


async def textbook(
    client: LiveParty,
    system: System,
    *edits: object,
    off: tuple[str, ...] = (),
    client_off: tuple[str, ...] = (),
    order: str | None = None,
) -> Exchange:
    users = system.users(*edits)  # type: ignore[arg-type]
    listening = await serve("plain", users, without=off, order=order)
    try:
        return await log_in("plain", listening.url, client, without=client_off, order=order)
    finally:
        await listening.close()


async def test_without_the_check_of_A_anybody_logs_in() -> None:
    system = SYSTEMS["rfc5054"]
    intruder = system.client(fixed("A", "00"), fixed("S", "00"), password="")
    assert (await textbook(intruder, system)).accepted is False
    assert (await textbook(intruder, system, off=("A_not_zero",))).accepted


async def test_without_the_check_of_u_a_stolen_verifier_logs_in() -> None:
    system = SYSTEMS["rfc5054"]
    users = system.users()
    stolen = users.party(NAME).number("v")
    zero = fixed("u", "00")
    thief = LiveParty("client", system.terms(zero, mistake("S", "(B - k * v) ** a")), {"I": NAME, "v": stolen})
    weak = fixed("u", "00", "server")
    assert (await textbook(thief, system, weak, client_off=("u_not_zero",))).accepted is False
    assert (await textbook(thief, system, weak, off=("u_not_zero",), client_off=("u_not_zero",))).accepted


async def test_without_the_check_of_B_a_false_server_is_talked_to() -> None:
    system = SYSTEMS["rfc2945"]
    zero = fixed("B", "00", "server")
    refused = await textbook(system.client(), system, zero)
    assert refused.refusal is not None
    assert refused.refusal.cause == "B"
    talked = await textbook(system.client(), system, zero, client_off=("B_not_zero",))
    assert talked.refusal is not None
    assert talked.refusal.by_peer  # the client sent its M1, on which passwords can be tested
    assert any("taken all the same" in note for note in talked.notes)


async def test_a_server_that_proves_first_hands_its_proof_to_anybody() -> None:
    system = SYSTEMS["rfc5054"]
    client = await textbook(system.client(), system, off=("client_proves_first",))
    assert client.accepted
    assert any("proved first" in note for note in client.notes)
    wrong = system.client(password="guess")
    assert (await textbook(wrong, system, off=("client_proves_first",))).accepted is False
    assert (await textbook(system.client(), SYSTEMS["rfc2945"], off=("client_proves_first",))).accepted is not True


async def test_when_B_comes_before_A_a_thief_of_the_verifier_logs_in() -> None:
    system = SYSTEMS["rfc2945"]
    stolen = system.users().party(NAME).number("v")
    # u = H(B)[:4] is known before A must be sent, so A = g**a * v**-u; then S = (A * v**u)**b = (g**b)**a.
    edits = (
        mistake("A", "g ** a * v ** ((N - 1) - u) % N"),
        mistake("S", "(B - k * v) ** a"),
    )
    thief = LiveParty("client", system.terms(*edits), {"I": NAME, "v": stolen})
    assert (await textbook(thief, system, client_off=("B_after_A",))).accepted is False
    thief = LiveParty("client", system.terms(*edits), {"I": NAME, "v": stolen})
    assert (await textbook(thief, system, off=("B_after_A",), client_off=("B_after_A",))).accepted
    honest = await textbook(system.client(), system, off=("B_after_A",))
    assert honest.accepted is False


async def test_a_client_that_does_not_check_M2_takes_any_server() -> None:
    system = SYSTEMS["rfc5054"]
    wrong = mistake("M2", "H(M1)", "server")
    assert (await textbook(system.client(), system, wrong)).accepted is False
    blind = await textbook(system.client(), system, wrong, client_off=("check_M2",))
    assert blind.accepted
    assert any("nobody looked" in note for note in blind.notes)
