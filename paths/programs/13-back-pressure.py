"""A camera takes pictures faster than a disk saves them; a buffer between holds two."""

import asyncio


async def camera(buffer):
    for picture in range(1, 6):
        await asyncio.sleep(0.2)
        await buffer.put(picture)
        print(f"picture {picture} is in the buffer")


async def disk(buffer):
    while True:
        picture = await buffer.get()
        await asyncio.sleep(1)
        print(f"picture {picture} is saved")
        buffer.task_done()


async def main():
    buffer = asyncio.Queue(maxsize=2)
    saving = asyncio.create_task(disk(buffer), name="disk")
    await asyncio.create_task(camera(buffer), name="camera")
    await buffer.join()
    saving.cancel()


asyncio.run(main())
