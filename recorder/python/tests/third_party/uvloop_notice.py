"""uvloop never calls what the recorder reads from: it says so, and runs the program on asyncio's loop."""

import asyncio

import uvloop


async def main():
    await asyncio.sleep(0.01)
    print(type(asyncio.get_running_loop()).__module__.split(".")[0])


uvloop.install()
asyncio.run(main())
