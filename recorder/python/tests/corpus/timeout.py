"""timeout: passes once, is moved once by reschedule, and a nested one lets only its own block fail."""

import asyncio


async def main():
    try:
        async with asyncio.timeout(0.02):
            await asyncio.sleep(10)  # @first
    except TimeoutError:
        print("first timed out")
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(0.01) as moved:
        moved.reschedule(loop.time() + 5)
        await asyncio.sleep(0.03)
    print("second", moved.expired())
    try:
        async with asyncio.timeout(5):
            async with asyncio.timeout_at(loop.time() + 0.02) as inner:
                await asyncio.sleep(10)  # @third
    except TimeoutError:
        print("third", inner.expired())


asyncio.run(main())

# expect: root waits on timer at @first 1 time
# expect: nobody cancels root because timeout 2 times
# expect: root woken by cancel 2 times
# expect: root sets a timeout of 20 ms that fires
# expect: root sets a sleep of 10000 ms that is cleared
# expect[virtual]: root ends at 70 ms
# expect: ends: root finished
# expect: end: ok
# expect: root waits on timer at @third 1 time
