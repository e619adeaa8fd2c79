"""A server that never answers: the client's read times out."""

import asyncio


async def silent(reader, writer):
    await reader.read()
    writer.close()


async def main():
    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        async with asyncio.timeout(0.05):
            await reader.readexactly(4)  # @read
    except TimeoutError:
        print("no answer")
    writer.close()
    await writer.wait_closed()
    server.close()
    try:
        await asyncio.open_connection("127.0.0.1", port)
    except OSError as error:
        print(type(error).__name__)


asyncio.run(main())

# run: real only: sockets
# expect: root waits on io at @read 1 time
# expect: nobody cancels root because timeout 1 time
# expect: root prints: no answer
