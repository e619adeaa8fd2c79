"""A shop loads its advertisements in a group of their own."""

import asyncio


async def load(part, seconds, works=True):
    await asyncio.sleep(seconds)
    if not works:
        raise OSError(f"{part} is missing")
    print(f"{part} is loaded")


async def load_ads():
    try:
        async with asyncio.TaskGroup() as ads:
            ads.create_task(load("banner", 0.5, works=False), name="banner")
            ads.create_task(load("video", 2), name="video")
    except* OSError as failures:
        print("no ads:", *failures.exceptions)


async def main():
    async with asyncio.TaskGroup() as page:
        page.create_task(load_ads(), name="ads")
        page.create_task(load("products", 1), name="products")
    print("the page is complete")


asyncio.run(main())
