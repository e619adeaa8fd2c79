import asyncio


async def slow_operation(delay, fails=False):
    print(f'Starting operation with delay {delay}')
    await asyncio.sleep(delay)
    if fails:
        raise RuntimeError(f'operation with delay {delay} failed')
    print(f'Operation with delay {delay} finished')
    return delay * 2


async def with_timeout(delay, fails=False):
    try:
        async with asyncio.timeout(1):
            return await slow_operation(delay, fails)
    except TimeoutError:
        raise TimeoutError(f'operation with delay {delay} timed out after 1') from None


async def with_retries(delay, failures=0):
    for attempt in range(1, 4):
        try:
            return await with_timeout(delay, fails=attempt <= failures)
        except (RuntimeError, TimeoutError):
            if attempt == 3:
                raise
        await asyncio.sleep(0.2 * 2 ** (attempt - 1))


async def main():
    results = await asyncio.gather(
        with_retries(0.5, failures=2),  # login
        with_retries(0.8),  # search
        with_retries(3),  # maps
        return_exceptions=True,
    )
    print(f'Results: {results}')


asyncio.run(main())
