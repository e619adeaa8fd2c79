"""A permit that a failing task never gives back: the next one waits until its timeout."""

import asyncio


async def careless(slots):
    await slots.acquire()
    raise RuntimeError("left with the permit")


async def patient(slots):
    async with asyncio.timeout(0.05):
        async with slots:  # @enter
            print("never")


async def main():
    slots = asyncio.Semaphore(1)
    first = asyncio.create_task(careless(slots), name="careless")
    second = asyncio.create_task(patient(slots), name="patient")
    print(await asyncio.gather(first, second, return_exceptions=True))


asyncio.run(main())

# expect: patient waits on semaphore slots at @enter 1 time
# expect: nobody cancels patient because timeout 1 time
# expect: slots sizes: acquired=0
# expect: careless failed: RuntimeError: left with the permit
# expect: patient failed: TimeoutError
# expect: ends: careless failed, patient failed, root finished
