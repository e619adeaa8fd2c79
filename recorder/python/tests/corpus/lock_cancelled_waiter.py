"""One of two that wait for a lock is cancelled; the other one gets it."""

import asyncio


async def hold(lock, go):
    async with lock:
        await go.wait()


async def want(lock, name):
    async with lock:  # @want
        print(name, "has the lock")


async def main():
    lock, go = asyncio.Lock(), asyncio.Event()
    holder = asyncio.create_task(hold(lock, go), name="holder")
    impatient = asyncio.create_task(want(lock, "impatient"), name="impatient")
    patient = asyncio.create_task(want(lock, "patient"), name="patient")
    await asyncio.sleep(0.02)
    impatient.cancel("no more time")  # @cancel
    await asyncio.wait([impatient])
    go.set()
    done = await asyncio.gather(holder, impatient, patient, return_exceptions=True)
    print([repr(result) for result in done])


asyncio.run(main())

# expect: impatient waits on lock lock at @want 1 time
# expect: root cancels impatient because program at @cancel
# expect: impatient woken by cancel from root 1 time
# expect: patient woken by lock lock from holder 1 time
# expect: holder acquired lock 1 time
# expect: impatient acquired lock 0 times
# expect: patient released lock 1 time
# expect: ends: impatient cancelled, holder finished, patient finished, root finished
