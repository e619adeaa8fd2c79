"""A barrier for three: the last one wakes the others; then it is aborted."""

import asyncio


async def runner(line, name, delay):
    await asyncio.sleep(delay)
    await line.wait()  # @wait
    print(name, "runs")


async def late(line):
    try:
        await line.wait()
    except asyncio.BrokenBarrierError:
        print("broken")


async def main():
    line = asyncio.Barrier(3)  # @line
    runners = [("a", 0), ("b", 0.02), ("c", 0.04)]
    await asyncio.gather(*[asyncio.create_task(runner(line, *who), name=who[0]) for who in runners])
    task = asyncio.create_task(late(line), name="late")
    await asyncio.sleep(0.02)
    await line.abort()
    await task
    print(line.broken)


asyncio.run(main())

# expect: line is a barrier of size 3 at @line
# expect: a waits on barrier line at @wait 1 time
# expect: b waits on barrier line at @wait 1 time
# expect: c waits on barrier line 0 times
# expect: a woken by barrier line from c 1 time
# expect: b woken by barrier line from c 1 time
# expect: late woken by barrier line from root 1 time
# expect: ends: c finished, a finished, b finished, late finished, root finished
