"""Ann and Bob wait for the same report, and Ann is cancelled."""

import asyncio


async def write_report():
    await asyncio.sleep(2)
    return "the report"


async def reader(name, report):
    try:
        print(f"{name} reads {await report}")
    except asyncio.CancelledError:
        print(f"{name} goes home")
        raise


async def main():
    report = asyncio.create_task(write_report(), name="report")
    ann = asyncio.create_task(reader("Ann", report), name="Ann")
    bob = asyncio.create_task(reader("Bob", report), name="Bob")
    await asyncio.sleep(1)
    ann.cancel()
    await asyncio.wait([ann, bob])


asyncio.run(main())
