"""Thumbnails are computed in threads while the loop serves pages."""

import asyncio
import time


def compute(photo, seconds):
    time.sleep(seconds)  # stands for computing in a library of C
    return f"{photo}.png"


async def thumbnail(photo, seconds):
    return await asyncio.to_thread(compute, photo, seconds)


async def serve_pages():
    for page in range(1, 5):
        await asyncio.sleep(0.6)
        print(f"page {page} is served")


async def main():
    server = asyncio.create_task(serve_pages(), name="server")
    thumbnails = await asyncio.gather(
        thumbnail("beach", 1), thumbnail("forest", 2), thumbnail("city", 1.5)
    )
    print("thumbnails:", *thumbnails)
    await server


asyncio.run(main())
