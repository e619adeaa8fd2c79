"""aiohttp: a server and a client that asks it for three pages at a time."""

import asyncio

from aiohttp import ClientSession, web


async def page(request):
    await asyncio.sleep(0.01)
    return web.Response(text=f"page {request.match_info['name']}")


async def fetch(session, url):
    async with session.get(url) as response:  # @get
        return response.status, await response.text()


async def main():
    app = web.Application()
    app.router.add_get("/{name}", page)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    async with ClientSession() as session:
        tasks = [
            asyncio.create_task(fetch(session, f"http://127.0.0.1:{port}/{name}"), name=name) for name in ("a", "b", "c")
        ]
        print(await asyncio.gather(*tasks))  # @gather
    await runner.cleanup()


asyncio.run(main())

# run: real only: sockets
# expect: root waits on gather for a, b, c at @gather 1 time
# expect: somebody waits on io/future/event at @get
# expect: a returned (200, 'page a')
# expect: c returned (200, 'page c')
# expect: end: ok
