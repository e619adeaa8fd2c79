"""A server and a client over a local socket."""

import asyncio


async def serve(reader, writer):
    line = await reader.readline()
    writer.write(b"echo " + line)
    await writer.drain()
    writer.close()
    await writer.wait_closed()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"hello\n")
        await writer.drain()
        print((await reader.read()).decode().strip())  # @read
        writer.close()
        await writer.wait_closed()


asyncio.run(main())

# run: real only: sockets
# expect: root waits on io at @read
# expect: root woken by io
# expect: root prints: echo hello
# expect: end: ok
