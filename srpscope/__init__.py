"""A debugger for Secure Remote Password (SRP) handshakes, for programs.

The command line and the screens are for people; this page is for programs: tests, CI, services.

    open, open_all, parse                  a handshake from files or text: a Handshake, which answers everything else
    make, with_zeros, vectors              handshakes made here: right, wrong on order, rare ones, sets of them
    serve, connect                         a PlayedServer, and a log-in to a real one, a SpokenClient
    make_credential, check_credential      salt and verifier, and whether they are those of a password
    explain                                what a line of a device's or a library's log means
    dialect, dialects                      the formulas of one implementation, and the names of all
    assert_srp                             the judgement in a test; `pytest --fixtures` shows srp_server ..

What these return has a page of its own, as help(srpscope.Judgement): Judgement, Diagnosis, Finding, Compared,
Identification, HashCall, Operand, Edit, Dialect, Credential, Check. Nothing but the names on this page is public.

    import srpscope

    handshake = srpscope.open("refused.srp.jsonl")       # any format that `srpscope FILE` reads
    handshake.judge().headline                           # what may be said of it, in one sentence
    handshake.first_difference                           # "u", "M1" .. or None
    handshake.value("client", "u")                       # a number, bytes or text; None where unknown
    handshake.hashed("client", "M1")[-1].operands        # what the hash was fed, operand by operand
    diagnosis = handshake.why(seconds=10)                # the cause, proved, or what would tell it
    diagnosis.findings[0].changes                        # the mistake, as edits of one side
    handshake.compare(srpscope.open("good.srp.jsonl"))   # where it parts from one that succeeded

    handshake = srpscope.make("rfc5054", "alice", "pw", group="rfc5054-1024", hash="sha1",
                              mistakes={"client": {"k": "H(N | g)"}})

    async with srpscope.serve("nimbus", "alice", "pw", zeros="B") as server:
        ...                                              # point a client at server.url
        handshake = await server.handshake()             # what it did, judged

Values. Numbers (N g a b k x v u S A B) are int, without a length; byte strings (s K M1 M2) are bytes, whose length
counts; I and P are str. SRP's names are those of RFC 5054, the formulas those of srpscope/srp/dialects/README.md.

Errors. Every error of ours is a SrpscopeError that says who is at fault: UserError (the call makes no sense),
FileError (the file cannot be read), PeerError (nobody there, or it speaks something else), OutputError,
PermissionDeniedError, OwnError. Nothing in a capture, however odd, raises anything else.

Secrets. A handshake that was recorded holds passwords and keys; text() and the HTML mask them, save(redact=True) leaves
them out, trace() and value() give them.

Importing srpscope loads nothing else; each name is loaded when it is first used, and none of them needs a screen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from srpscope.version import VERSION

if TYPE_CHECKING:
    from srpscope.answers.compared.compared import Compared as Compared
    from srpscope.answers.credential import Check as Check, Credential as Credential, check as check_credential
    from srpscope.answers.credential_making import make as make_credential
    from srpscope.answers.explain import explain
    from srpscope.api.asserting import assert_srp
    from srpscope.api.handshake import Handshake
    from srpscope.api.making import make, vectors, with_zeros
    from srpscope.api.opening import open, open_all, parse
    from srpscope.api.playing import PlayedServer, SpokenClient, connect, serve
    from srpscope.errors import (
        FileError as FileError,
        OutputError as OutputError,
        OwnError as OwnError,
        PeerError as PeerError,
        PermissionDeniedError as PermissionDeniedError,
        SrpscopeError as SrpscopeError,
        UserError as UserError,
    )
    from srpscope.session.judgement import Judgement as Judgement
    from srpscope.srp.calls import HashCall as HashCall, Operand as Operand
    from srpscope.srp.dialect import Dialect as Dialect, dialect, dialect_ids as dialects
    from srpscope.srp.edit import Edit as Edit
    from srpscope.why.finding import Diagnosis as Diagnosis, Finding as Finding
    from srpscope.why.identify import Identification as Identification

_WHERE = {
    "open": "api.opening",
    "open_all": "api.opening",
    "parse": "api.opening",
    "make": "api.making",
    "with_zeros": "api.making",
    "vectors": "api.making",
    "serve": "api.playing",
    "connect": "api.playing",
    "assert_srp": "api.asserting",
    "check_credential": "answers.credential:check",
    "make_credential": "answers.credential_making:make",
    "explain": "answers.explain",
    "dialect": "srp.dialect",
    "dialects": "srp.dialect:dialect_ids",
    "Handshake": "api.handshake",
    "Judgement": "session.judgement",
    "Diagnosis": "why.finding",
    "Finding": "why.finding",
    "Identification": "why.identify",
    "HashCall": "srp.calls",
    "Operand": "srp.calls",
    "Edit": "srp.edit",
    "Dialect": "srp.dialect",
    "Credential": "answers.credential",
    "Compared": "answers.compared.compared",
    "Check": "answers.credential",
    "PlayedServer": "api.playing",
    "SpokenClient": "api.playing",
    "SrpscopeError": "errors",
    "UserError": "errors",
    "FileError": "errors",
    "PeerError": "errors",
    "OutputError": "errors",
    "PermissionDeniedError": "errors",
    "OwnError": "errors",
}
"""Every public name -> the module that holds it, and under which name where that is another one."""

__version__ = VERSION

__all__ = [
    "Handshake",
    "PlayedServer",
    "SpokenClient",
    "__version__",
    "assert_srp",
    "check_credential",
    "connect",
    "dialect",
    "dialects",
    "explain",
    "make",
    "make_credential",
    "open",
    "open_all",
    "parse",
    "serve",
    "vectors",
    "with_zeros",
]
"""What help(srpscope) shows whole: what one begins with. The rest of what is public has pages of its own."""


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module 'srpscope' has no attribute {name!r}")
    from importlib import import_module

    module, _, other = _WHERE[name].partition(":")
    found = globals()[name] = getattr(import_module(f"srpscope.{module}"), other or name)
    return found


def __dir__() -> list[str]:
    return [*_WHERE, "__version__", "__doc__"]
