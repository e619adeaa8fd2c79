"""gather(return_exceptions=True): waits for all and returns failures as values, a cancelled child too."""

import asyncio


async def work(name, delay):
    await asyncio.sleep(delay)
    if name == "bad":
        raise ValueError(name)
    return name


async def main():
    good = asyncio.create_task(work("good", 0.02), name="good")
    bad = asyncio.create_task(work("bad", 0.04), name="bad")
    gone = asyncio.create_task(work("gone", 10), name="gone")
    asyncio.get_running_loop().call_later(0.06, gone.cancel)
    print(await asyncio.gather(good, bad, gone, return_exceptions=True))  # @gather


asyncio.run(main())

# expect: root waits on gather for good, bad, gone at @gather 1 time
# expect: ends: good finished, bad failed, gone cancelled, root finished
# expect: root sets a call of 60 ms that fires
# expect: 1 cancel-requested of gone
# expect: root woken by task gone 1 time
# expect: end: ok
