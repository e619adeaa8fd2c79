"""httpx: a client against a server of asyncio's streams; one answer comes in time, one does not."""

import asyncio

import httpx


given_up = asyncio.Event()


async def serve(reader, writer):
    request = await reader.readuntil(b"\r\n\r\n")
    if b"GET /slow" in request:
        await reader.read()
        given_up.set()
    else:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello")
        await writer.drain()
    writer.close()


async def ask(client, path, timeout):
    try:
        return (await client.get(path, timeout=timeout)).text  # @get
    except httpx.ReadTimeout:
        return "too late"


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
        quick = asyncio.create_task(ask(client, "/", 30), name="quick")
        slow = asyncio.create_task(ask(client, "/slow", 0.1), name="slow")
        print(await asyncio.gather(quick, slow))
    await given_up.wait()
    server.close()


asyncio.run(main())

# run: real only: sockets
# expect: quick waits on io/future/event at @get
# expect: quick returned 'hello'
# expect: slow returned 'too late'
# expect: slow woken by cancel
# expect: end: ok
