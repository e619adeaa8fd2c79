"""A task fails and nobody looks: Python logs it when the task is thrown away."""

import asyncio


async def lost():
    raise ValueError("nobody hears")  # @raise


async def main():
    asyncio.create_task(lost(), name="lost")
    await asyncio.sleep(0.02)
    print("main ends well")


asyncio.run(main())

# expect: lost failed at @raise: ValueError: nobody hears
# expect: 1 never-retrieved of lost
# expect: ends: lost failed, root finished
# expect: root prints: main ends well
# expect: end: ok
