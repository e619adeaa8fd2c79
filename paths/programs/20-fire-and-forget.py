"""Orders are answered at once; a task that nobody awaits writes each to the log."""

import asyncio

background = set()


async def write_log(order):
    await asyncio.sleep(1)
    print(f"{order} is in the log")


async def answer(order):
    task = asyncio.create_task(write_log(order), name=f"log {order}")
    background.add(task)  # the loop itself does not keep a task alive
    task.add_done_callback(background.discard)
    await asyncio.sleep(0.4)
    print(f"{order} is answered")


async def main():
    for order in ("tea", "coffee", "cake"):
        await answer(order)
    print("main returns")


asyncio.run(main())
