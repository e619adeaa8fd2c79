"""A generator that is left by break and forgotten: asyncio closes it, and its clean-up may await."""

import asyncio


async def rows():
    try:
        for number in range(5):
            await asyncio.sleep(0.01)
            yield number
    finally:
        await asyncio.sleep(0.01)  # @cleanup
        print("connection closed")


async def main():
    async for row in rows():
        print(row)
        break
    await asyncio.sleep(0.05)
    print("end of main")


asyncio.run(main())

# expect: root prints: 0
# expect: somebody waits on timer at @cleanup 1 time
# expect: somebody prints: connection closed
# expect: 1 finished of root
# expect: end: ok
