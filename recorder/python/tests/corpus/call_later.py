"""call_later, call_at and call_soon: their order, one that is cancelled, and a callback that fails and is logged."""

import asyncio


def fail():
    raise ArithmeticError("in a callback")


async def main():
    loop = asyncio.get_running_loop()
    loop.call_later(0.04, print, "later")
    loop.call_at(loop.time() + 0.02, print, "at")
    loop.call_soon(print, "soon")
    never = loop.call_later(0.03, print, "never")
    loop.call_soon(fail)
    await asyncio.sleep(0)
    never.cancel()
    print(never.cancelled())
    await asyncio.sleep(0.08)


asyncio.run(main())

# expect: root sets a call of 40 ms that fires
# expect: root sets a call of 20 ms that fires
# expect: root sets a call of 30 ms that is cleared
# expect: nobody prints: soon
# expect: nobody prints: at
# expect: 3 timer-fired
# expect: ends: root finished
# expect: end: ok
