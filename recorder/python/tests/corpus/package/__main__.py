"""Run with -m; see ../module.py for what is expected of it."""

import asyncio
import sys

from .helper import helper


async def main():
    print(sys.argv[1:], __name__, __package__, __spec__.name)
    print(await asyncio.create_task(helper(), name="helper"))


asyncio.run(main())
