"""Photos are fetched at once, and developed one after the other as they arrive."""

import asyncio


async def fetch(photo, seconds):
    await asyncio.sleep(seconds)
    print(f"{photo} arrives")
    return photo


async def develop(photo):
    print(f"{photo} is being developed")
    await asyncio.sleep(0.8)


async def main():
    fetches = [
        asyncio.create_task(fetch(photo, seconds), name=photo)
        for photo, seconds in [("beach", 2), ("forest", 0.5), ("city", 1)]
    ]
    for fetched in asyncio.as_completed(fetches):
        await develop(await fetched)
    print("all photos are developed")


asyncio.run(main())
