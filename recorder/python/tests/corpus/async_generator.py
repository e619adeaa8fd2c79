"""Asynchronous generators: iterated to the end, left by break and closed, asend and athrow."""

import asyncio


async def ticks(name, count):
    try:
        for number in range(count):
            await asyncio.sleep(0.01)  # @tick
            yield f"{name}{number}"
    finally:
        print(name, "is closed")


async def echo():
    got = None
    while True:
        try:
            got = yield got
        except KeyError as error:
            got = repr(error)


async def main():
    async for tick in ticks("a", 2):
        print(tick)  # @tick_line
    left = ticks("b", 5)
    async for tick in left:
        print(tick)
        break
    await left.aclose()
    talk = echo()
    print(await talk.asend(None), await talk.asend("hello"), await talk.athrow(KeyError("k")))
    await talk.aclose()
    print([tick async for tick in ticks("c", 2)])


asyncio.run(main())

# expect: root waits on timer at @tick 5 times
# expect: root woken by timer 5 times
# expect: root prints: b is closed
# expect: 1 tasks
# expect[virtual]: root ends at 50 ms
# expect: root prints at @tick_line: a1
