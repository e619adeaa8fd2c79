"""A server is told to stop, and gives its requests a second to finish."""

import asyncio


async def request(name, seconds):
    try:
        await asyncio.sleep(seconds)
        print(f"{name} is answered")
    except asyncio.CancelledError:
        print(f"{name} is cut off")
        raise


async def main():
    stop = asyncio.Event()
    asyncio.get_running_loop().call_later(1, stop.set)  # as a signal would
    requests = [
        asyncio.create_task(request(name, seconds), name=name)
        for name, seconds in [("page", 0.5), ("report", 1.6), ("export", 3)]
    ]
    await stop.wait()
    print("stopping")
    _, late = await asyncio.wait(requests, timeout=1)
    for task in late:
        task.cancel()
    await asyncio.gather(*late, return_exceptions=True)
    print("stopped")


asyncio.run(main())
