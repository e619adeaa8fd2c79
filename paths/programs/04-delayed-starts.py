"""Four probes are launched, one every half second."""

import asyncio


async def probe(number):
    print(f"probe {number} is launched")
    await asyncio.sleep(1.2)
    return f"report {number}"


async def main():
    probes = []
    for number in range(1, 5):
        probes.append(asyncio.create_task(probe(number), name=f"probe {number}"))
        await asyncio.sleep(0.5)
    print(await asyncio.gather(*probes))


asyncio.run(main())
