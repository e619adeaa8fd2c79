"""BoundedSemaphore: released once too often it raises; a plain semaphore gets one permit more."""

import asyncio


async def main():
    bounded = asyncio.BoundedSemaphore(1)  # @bounded
    plain = asyncio.Semaphore(1)
    async with bounded:
        print(bounded.locked())
    try:
        bounded.release()
    except ValueError as error:
        print(error)
    plain.release()
    await plain.acquire()
    await plain.acquire()
    print(plain.locked())


asyncio.run(main())

# expect: bounded is a semaphore of size 1 at @bounded
# expect: root acquired bounded 1 time
# expect: root released bounded 1 time
# expect: root acquired plain 2 times
# expect: plain sizes: released=2 acquired=1 acquired=0
# expect: ends: root finished
