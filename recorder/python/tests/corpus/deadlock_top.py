"""A deadlock that nothing ends: on the virtual clock the recorder says who waits for what, and the program is stopped."""

import asyncio


async def consumer(jobs):
    await jobs.get()  # @get


async def main():
    jobs = asyncio.Queue()
    await asyncio.create_task(consumer(jobs), name="consumer")  # @await


asyncio.run(main())

# run: virtual only: in real time it would never end, so that there is no plain run to compare with
# expect: deadlock of root, consumer
# expect: consumer waits on queue-get jobs at @get 1 time
# expect: root waits on child for consumer at @await 1 time
# expect: end: deadlock
