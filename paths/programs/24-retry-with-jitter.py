"""Three clients call a server that serves one at a time and refuses the others."""

import asyncio
import random

chance = random.Random(14)  # seeded, so that each run is the same


async def call(server):
    if server.locked():
        raise ConnectionError("the server is busy")
    async with server:
        await asyncio.sleep(0.4)


async def client(name, server):
    for attempt in range(5):
        try:
            await call(server)
        except ConnectionError:
            pause = chance.uniform(0, 0.5 * 2**attempt)
            print(f"{name} is refused and waits {pause:.2f} s")
            await asyncio.sleep(pause)
        else:
            print(f"{name} is served at attempt {attempt + 1}")
            return


async def main():
    server = asyncio.Lock()
    await asyncio.gather(*(client(name, server) for name in "ABC"))


asyncio.run(main())
