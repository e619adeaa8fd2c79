"""Two locks taken in opposite order; a timeout of main ends it, so that the program ends in real time too."""

import asyncio


async def transfer(name, first, second):
    async with first:
        await asyncio.sleep(0.02)
        async with second:  # @second
            print(name, "never")


async def main():
    left, right = asyncio.Lock(), asyncio.Lock()  # @locks
    tasks = [
        asyncio.create_task(transfer("a", left, right), name="a"),
        asyncio.create_task(transfer("b", right, left), name="b"),
    ]
    try:
        async with asyncio.timeout(0.5):
            await asyncio.gather(*tasks)
    except TimeoutError:
        print("they wait for each other")


asyncio.run(main())

# expect: a waits on lock right at @second 1 time
# expect: b waits on lock left at @second 1 time
# expect: left is a lock at @locks
# expect: right is a lock at @locks
# expect: ends: a cancelled, b cancelled, root finished
