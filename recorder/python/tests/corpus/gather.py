"""gather: results in the order of the call, whatever ends first."""

import asyncio


async def fetch(name, delay):
    await asyncio.sleep(delay)
    return name


async def main():
    results = await asyncio.gather(fetch("a", 0.3), fetch("b", 0.1), fetch("c", 0.2))  # @gather
    print(results)
    print(await asyncio.gather())


asyncio.run(main())

# expect: 4 tasks
# expect: root starts @gather.1 via gather at @gather
# expect: root starts @gather.3 via gather at @gather
# expect: root waits on gather for @gather.1, @gather.2, @gather.3 at @gather 1 time
# expect: root woken by task @gather.1 1 time
# expect: ends: @gather.2 finished, @gather.3 finished, @gather.1 finished, root finished
# expect: @gather.1 returned 'a'
# expect[virtual]: root ends at 300 ms
