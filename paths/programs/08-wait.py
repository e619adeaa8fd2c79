"""A search shows what it has after a second, and the rest when it comes."""

import asyncio


async def search(index, seconds):
    await asyncio.sleep(seconds)
    return f"{index} found"


async def main():
    delays = {"news": 0.4, "images": 0.8, "video": 2}
    searches = [
        asyncio.create_task(search(index, seconds), name=index)
        for index, seconds in delays.items()
    ]
    done, rest = await asyncio.wait(searches, timeout=1)
    print("first page:", sorted(task.result() for task in done))
    print("still searching:", [task.get_name() for task in rest])
    done, rest = await asyncio.wait(rest)
    print("second page:", [task.result() for task in done])


asyncio.run(main())
