"""The notifier keeps the condition's lock across an await, so that the one it notified waits for the lock."""

import asyncio


async def reader(news):
    async with news:
        await news.wait()  # @wait
        print("read")


async def writer(news):
    async with news:
        news.notify()
        await asyncio.sleep(0.02)  # @hold
        print("written")


async def main():
    news = asyncio.Condition()
    first = asyncio.create_task(reader(news), name="reader")
    await asyncio.sleep(0)
    await asyncio.gather(first, asyncio.create_task(writer(news), name="writer"))


asyncio.run(main())

# expect: reader waits on condition news at @wait
# expect: reader woken by condition/lock news from writer
# expect: writer waits on timer at @hold 1 time
# expect: ends: writer finished, reader finished, root finished
# expect: 2 poll-end of writer
