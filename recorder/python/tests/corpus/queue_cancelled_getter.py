"""A getter that gives up leaves the queue's items to the others; nothing is lost."""

import asyncio


async def getter(jobs, name):
    job = await jobs.get()  # @get
    print(name, "got", job)


async def main():
    jobs = asyncio.Queue()
    first = asyncio.create_task(getter(jobs, "first"), name="first")
    second = asyncio.create_task(getter(jobs, "second"), name="second")
    await asyncio.sleep(0)
    first.cancel()
    await jobs.put("the job")
    await asyncio.wait([first, second])
    print(first.cancelled(), jobs.qsize())


asyncio.run(main())

# expect: first waits on queue-get jobs at @get 1 time
# expect: first woken by cancel from root 1 time
# expect: second woken by queue jobs from root 1 time
# expect: second got jobs 1 time
# expect: ends: first cancelled, second finished, root finished
