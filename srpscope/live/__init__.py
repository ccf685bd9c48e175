"""The only sockets and radios. Every live session, either role, is recorded line by line as it happens.

As the client (a screen, or `live --headless`):

    party = SheetParty("client", dialect("esp-idf-security2"), {"I": .., "P": ..})          # party.py
    recording = Recording(new_path("live"), client_header("http host", party dialect))      # recording.py
    session = ProtocommSession(party, HttpTransport(host, port), recording, observe, hold)  # systems/esp32/session.py
    await session.run()      # True accepted, False refused, None cut off; PeerError where the device is not reached
    await session.close()

`observe` is called with every LiveEvent (session.events keeps them); `holds` names the messages to hold before
("Cmd0", "Cmd1", "*"), and session.hold.names can be changed at any time. While a message is held, session.held is a
Held (name, bytes as built, bytes to be sent) and run() waits. Then: hold.edit(data); edit_field(name, data) for one
value in the message; edit_value(name, value or formula) for a value of the sheet, from which the message is built anew;
hold.release() sends, hold.release(go_on=True) holds nothing more, hold.drop() does not send. party.cell(name) is any
value. After a refusal: may_try_further, try_further(candidates) (ask the person first). After success: warning(),
request(endpoint, plain). driving.py has the one loop over an Exchange, its Hold, and what a Transport is; watching.py
the Recorder that writes either side down. Another protocol is its wire (srpscope.wire.X) and one module with a System
(system.py), named in systems/registry.py, whose client_session and played_server make both roles from a name.

Over BLE the transport is ProtocommTransport(choice, radio) (systems/esp32/ble/central.py); radio is Radio() for the
system's Bluetooth, or SimulatedRadio.around(..).radio() (simulated.py beside it) for none. A device list before run():

    async with aclosing(transport.scan()) as devices:
        async for found in devices: ...      # Found, again whenever something about it changes; address is the key
    transport.choose(found)                  # else run() looks for transport.choice by itself

As the device (a screen, or `serve --headless`):

    host = Host(HostSettings(make_credential(I, P)), folder, observe, diagnose=verdict, strategy=Sweep(..) or None)
    server = ProtocommServer(host, "127.0.0.1", 0); await server.start(); ...; await server.close()

`observe` is called with every Seen (opened, request, reply, refused, log, note, ended); ended handshakes also come out
of the queue host.ended as Ended: number, accepted, capture, record, answer (the object of `why` with what the host
adds). A further transport opens Connections with host.open(peer, via) and hands requests to connection.request(..),
whose Failure it shows the client as its own stack would; it calls host.leave(connection) or connection.close() when
the client is gone. BLE's are BumbleServer and BluezServer over a Peripheral(host, name, service, faults).
"""
