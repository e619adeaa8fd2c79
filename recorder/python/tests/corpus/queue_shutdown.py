"""Queue.shutdown (3.13): getters get what is there, then QueueShutDown; putters are refused."""

import asyncio


async def consumer(jobs):
    try:
        while True:
            print("got", await jobs.get())  # @get
    except asyncio.QueueShutDown:
        print("queue is shut down")


async def main():
    jobs = asyncio.Queue()
    worker = asyncio.create_task(consumer(jobs), name="consumer")
    await jobs.put("a")
    await asyncio.sleep(0.02)
    jobs.shutdown()
    try:
        jobs.put_nowait("b")
    except asyncio.QueueShutDown:
        print("refused")
    await worker


asyncio.run(main())

# python: 3.13
# expect: consumer waits on queue-get jobs at @get 1 time
# expect: consumer woken by queue jobs from root 1 time
# expect: jobs sizes: put=1 got=0
# expect: ends: consumer finished, root finished
