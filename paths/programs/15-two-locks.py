"""Two transfers between the same accounts, in opposite directions."""

import asyncio


async def transfer(name, source, target):
    async with source:
        print(f"{name} has locked its source")
        await asyncio.sleep(0.5)
        async with target:
            print(f"{name} is done")


async def main():
    wallet = asyncio.Lock()
    savings = asyncio.Lock()
    async with asyncio.TaskGroup() as group:
        group.create_task(transfer("save", wallet, savings), name="save")
        group.create_task(transfer("spend", savings, wallet), name="spend")


asyncio.run(main())
