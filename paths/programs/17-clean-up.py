"""An upload is cancelled, and tells the server before it ends."""

import asyncio


async def upload():
    try:
        print("uploading")
        await asyncio.sleep(3)
    finally:
        print("telling the server")
        await asyncio.sleep(0.5)
        print("the server knows")


async def main():
    task = asyncio.create_task(upload(), name="upload")
    await asyncio.sleep(1)
    task.cancel()
    print("cancelled:", task.cancelled())
    try:
        await task
    except asyncio.CancelledError:
        print("cancelled:", task.cancelled())


asyncio.run(main())
