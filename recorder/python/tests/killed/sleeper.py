"""Says that it is ready, and waits until it is killed."""

import asyncio


async def main():
    print("ready", flush=True)
    await asyncio.sleep(3600)


asyncio.run(main())
