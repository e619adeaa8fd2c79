"""Producer and consumer over a queue with room for one: the producer waits for room, the consumer for items."""

import asyncio


async def producer(jobs):
    for number in range(3):
        await jobs.put(number)  # @put
        print("put", number)


async def consumer(jobs):
    while True:
        number = await jobs.get()  # @get
        await asyncio.sleep(0.02)  # @work
        print("did", number)
        jobs.task_done()


async def main():
    jobs = asyncio.Queue(maxsize=1)  # @jobs
    worker = asyncio.create_task(consumer(jobs), name="consumer")
    await asyncio.create_task(producer(jobs), name="producer")
    await jobs.join()  # @join
    worker.cancel()
    await asyncio.gather(worker, return_exceptions=True)


asyncio.run(main())

# expect: jobs is a queue of size 1 at @jobs
# expect: consumer waits on queue-get jobs at @get
# expect: producer waits on queue-put jobs at @put 2 times
# expect: consumer woken by queue jobs from producer 1 time
# expect: producer woken by queue jobs from consumer 2 times
# expect: root waits on queue-join jobs at @join 1 time
# expect: root woken by queue jobs from consumer 1 time
# expect: jobs sizes: put=1 got=0 put=1 got=0 put=1 got=0
# expect: ends: producer finished, consumer cancelled, root finished
# expect[virtual]: root ends at 60 ms
# expect: consumer waits on timer at @work 3 times
