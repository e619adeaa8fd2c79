"""A module of the package, imported relatively."""

import asyncio


async def helper():
    await asyncio.sleep(0.01)
    return "helped"
