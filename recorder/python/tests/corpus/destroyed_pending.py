"""A task that nothing refers to is destroyed while it waits: its clean-up runs, and Python logs it."""

import asyncio
import gc


async def waiter():
    try:
        await asyncio.get_running_loop().create_future()  # @wait
    finally:
        print("thrown away")


async def main():
    asyncio.create_task(waiter(), name="waiter")
    await asyncio.sleep(0)
    gc.collect()
    await asyncio.sleep(0)
    print("on")


asyncio.run(main())

# expect: waiter waits on future at @wait 1 time
# expect: ends: waiter destroyed, root finished
# expect: 1 destroyed of waiter
