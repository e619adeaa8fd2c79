"""Two archives are downloaded at once; main unpacks each when it is there."""

import asyncio


async def download(archive, seconds):
    await asyncio.sleep(seconds)
    print(f"{archive} is here")
    return archive


async def unpack(archive):
    await asyncio.sleep(1)
    print(f"{archive} is unpacked")


async def main():
    code = asyncio.create_task(download("code", 1), name="code")
    data = asyncio.create_task(download("data", 3), name="data")
    await unpack(await code)
    await unpack(await data)


asyncio.run(main())
