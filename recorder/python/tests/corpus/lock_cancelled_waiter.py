"""One of two that wait for a lock is cancelled; the other one gets it."""

import asyncio


async def hold(lock):
    async with lock:
        await asyncio.sleep(0.06)


async def want(lock, name):
    async with lock:  # @want
        print(name, "has the lock")


async def main():
    lock = asyncio.Lock()
    holder = asyncio.create_task(hold(lock), name="holder")
    impatient = asyncio.create_task(want(lock, "impatient"), name="impatient")
    patient = asyncio.create_task(want(lock, "patient"), name="patient")
    await asyncio.sleep(0.02)
    impatient.cancel("no more time")  # @cancel
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
