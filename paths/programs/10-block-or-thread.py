"""The same report twice beside a heartbeat: called directly, then in a thread."""

import asyncio
import time


def make_report():
    time.sleep(1)  # a library that knows nothing of asyncio
    return "report"


async def heartbeat():
    while True:
        print("beat")
        await asyncio.sleep(0.3)


async def main():
    heart = asyncio.create_task(heartbeat(), name="heart")
    await asyncio.sleep(0.1)
    print(make_report(), "made by a call")
    print(await asyncio.to_thread(make_report), "made in a thread")
    heart.cancel()


asyncio.run(main())
