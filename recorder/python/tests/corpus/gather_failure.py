"""gather: the first failure reaches main at once, the others go on; the second failure is swallowed without a warning."""

import asyncio


told = asyncio.Event()


async def work(name, delay, fails):
    await asyncio.sleep(delay)
    if name != "a":
        await told.wait()
    print(name, "fails" if fails else "is done")
    if fails:
        raise ValueError(name)  # @raise


async def main():
    try:
        await asyncio.gather(work("a", 0.02, True), work("b", 0.04, True), work("c", 0.06, False))  # @gather
    except ValueError as error:
        print("caught", error)  # @caught
    told.set()
    await asyncio.sleep(0.1)


asyncio.run(main())

# expect: ends: @gather.1 failed, @gather.2 failed, @gather.3 finished, root finished
# expect: @gather.1 failed at @raise: ValueError: a
# expect: root woken by task @gather.1 1 time
# expect: root woken by task @gather.2 0 times
# expect: root prints at @caught: caught a
# expect: no never-retrieved
# expect: no cancel-requested
# expect: end: ok
