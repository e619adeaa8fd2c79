"""gather(return_exceptions=True): waits for all and returns failures as values, a cancelled child too."""

import asyncio


async def work(name, delay):
    await asyncio.sleep(delay)
    if name == "bad":
        raise ValueError(name)
    return name


async def main():
    good = asyncio.create_task(work("good", 0.02), name="good")
    bad = asyncio.create_task(work("bad", 0.2), name="bad")
    gone = asyncio.create_task(work("gone", 10), name="gone")
    bad.add_done_callback(lambda _: gone.cancel())
    print(await asyncio.gather(good, bad, gone, return_exceptions=True))  # @gather


asyncio.run(main())

# expect: root waits on gather for good, bad, gone at @gather 1 time
# expect: ends: good finished, bad failed, gone cancelled, root finished
# expect: 1 cancel-requested of gone
# expect: root woken by task gone 1 time
# expect: end: ok
