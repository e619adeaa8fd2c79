"""as_completed with work between the results: each is taken in the order of the ends."""

import asyncio


async def fetch(name, delay):
    await asyncio.sleep(delay)
    return name


async def main():
    for earliest in asyncio.as_completed([fetch("a", 0.3), fetch("b", 0.1), fetch("c", 0.2)]):  # @start
        name = await earliest  # @next
        print("got", name)


asyncio.run(main())

# expect: 4 tasks
# expect[virtual]: root waits on wait/child/future at @next 3 times
# expect: root waits on wait/child/future at @next
# expect: root prints: got b
# expect: no cancel-requested
# expect[virtual]: root ends at 300 ms
# expect: root starts @start.1 via as-completed at @start
