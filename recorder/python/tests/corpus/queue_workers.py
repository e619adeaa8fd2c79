"""Three workers share a queue, one sentinel each; the queue is an attribute."""

import asyncio


class Pool:
    def __init__(self):
        self.jobs = asyncio.Queue()  # @jobs
        self.results = []

    async def worker(self, name):
        while (job := await self.jobs.get()) is not None:  # @get
            await asyncio.sleep(job)
            self.results.append((job, name))
            self.jobs.task_done()
        self.jobs.task_done()


async def main():
    pool = Pool()
    async with asyncio.TaskGroup() as group:
        for name in ("ann", "bob", "cid"):
            group.create_task(pool.worker(name), name=name)
        for job in (0.1, 0.2, 0.3, 0.4):
            pool.jobs.put_nowait(job)
        await pool.jobs.join()  # @join
        for _ in range(3):
            pool.jobs.put_nowait(None)
    print(pool.results)


asyncio.run(main())

# expect: jobs is a queue at @jobs
# expect: root waits on queue-join jobs at @join 1 time
# expect: ann waits on queue-get jobs at @get 1 time
# expect: bob waits on queue-get jobs at @get 1 time
# expect: bob woken by queue jobs from root 1 time
# expect: root woken by queue jobs from ann 1 time
# expect: ends: bob finished, cid finished, ann finished, root finished
# expect[virtual]: root ends at 500 ms
