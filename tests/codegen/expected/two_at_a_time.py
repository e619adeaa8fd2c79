import asyncio

delays = [
    1,  # cover
    2,  # portrait
    *[0.5] * 4,  # thumb
]

permits = asyncio.Semaphore(2)


async def slow_operation(delay):
    print(f'Starting operation with delay {delay}')
    await asyncio.sleep(delay)
    print(f'Operation with delay {delay} finished')
    return delay * 2


async def limited(delay):
    async with permits:
        return await slow_operation(delay)


async def main():
    results = await asyncio.gather(*(limited(delay) for delay in delays))
    print(f'Results: {results}')


asyncio.run(main())
