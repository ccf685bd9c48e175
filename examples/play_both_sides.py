"""A server and a client over real sockets, one of them wrong on purpose: what a recorded session knows."""

import asyncio

import srpscope


async def main() -> None:
    async with srpscope.serve("plain", "alice", "correct horse", zeros="B") as server:
        for password in ("correct horse", "correct hose"):
            async with srpscope.connect("plain", server.url, "alice", password) as client:
                accepted = await client.run()
            recorded = await server.handshake()
            print(f"{password}: accepted {accepted}, B is {len(recorded.wire['B'])} bytes long")
            print(f"  the server's recording says: {recorded.judge().headline}")
            print(f"  the client's recording says: {client.handshake.judge().headline}")


asyncio.run(main())
