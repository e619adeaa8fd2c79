import asyncio

# Delays and failures are drawn from seed 7.
# delays, failures
operations = [
    ([1.737], 0),  # upload 1
    ([0.99, 1.058], 1),  # upload 2
    ([1.628], 0),  # upload 3
    ([1.394], 0),  # upload 4
    ([1.751, 0.857], 1),  # upload 5
    ([1.992, 1.664], 2),  # upload 6
    ([1.698, 1.44], 1),  # upload 7
    ([1.372], 0),  # upload 8
]


async def slow_operation(delay, fails=False):
    print(f'Starting operation with delay {delay}')
    await asyncio.sleep(delay)
    if fails:
        raise RuntimeError(f'operation with delay {delay} failed')
    print(f'Operation with delay {delay} finished')
    return delay * 2


async def with_retries(delays, failures=0):
    for attempt, delay in enumerate(delays, 1):
        try:
            return await slow_operation(delay, fails=attempt <= failures)
        except RuntimeError:
            if attempt == 2:
                raise


async def main():
    results = await asyncio.gather(
        *(with_retries(delays, failures) for delays, failures in operations),
        return_exceptions=True,
    )
    print(f'Results: {results}')


asyncio.run(main())
