"""Two tasks wait for one result; cancelling one of them through shield leaves the other and the result alone."""

import asyncio


async def compute(go):
    await go.wait()
    return 5


async def waiter(job):
    return await asyncio.shield(job)  # @shield


async def main():
    go = asyncio.Event()
    job = asyncio.create_task(compute(go), name="job")
    one = asyncio.create_task(waiter(job), name="one")
    two = asyncio.create_task(waiter(job), name="two")
    await asyncio.sleep(0.02)
    one.cancel()
    await asyncio.wait([one])
    go.set()
    print(await asyncio.gather(job, one, two, return_exceptions=True))


asyncio.run(main())

# expect: one waits on child for job at @shield 1 time
# expect: two waits on child for job at @shield 1 time
# expect: root cancels one because program 1 time
# expect: no cancel-requested of job
# expect: two woken by task job 1 time
# expect: ends: one cancelled, job finished, two finished, root finished
