"""A pipeline of async generators: a thermometer, a conversion, a display."""

import asyncio


async def readings():
    for celsius in (18, 25, 31):
        await asyncio.sleep(0.5)
        print(f"read {celsius} C")
        yield celsius


async def in_fahrenheit(source):
    async for celsius in source:
        await asyncio.sleep(0.3)
        yield celsius * 9 / 5 + 32


async def main():
    async for fahrenheit in in_fahrenheit(readings()):
        await asyncio.sleep(0.2)
        print(f"show {fahrenheit:.0f} F")


asyncio.run(main())
