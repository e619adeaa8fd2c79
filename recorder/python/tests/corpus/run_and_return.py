"""asyncio.run returns what main returns, and a plain await starts no task."""

import asyncio


async def double(number):
    await asyncio.sleep(0.02)  # @sleep
    return 2 * number


async def main():
    first = await double(1)
    second = await double(first)
    return first, second


print(asyncio.run(main()))  # @run

# expect: 1 tasks
# expect: nobody starts root via run at @run
# expect: root waits on timer at @sleep 2 times
# expect: root woken by timer 2 times
# expect: root sets a sleep of 20 ms that fires
# expect: root returned (2, 4)
# expect: nobody prints at @run: (2, 4)
# expect[virtual]: root ends at 40 ms
# expect: end: ok
