"""Two cashiers serve the customers of one queue."""

import asyncio

CUSTOMERS = [("Ann", 1), ("Bob", 2), ("Cleo", 0.5), ("Dan", 0.8), ("Eve", 0.4)]


async def cashier(name, queue):
    while True:
        customer, seconds = await queue.get()
        await asyncio.sleep(seconds)
        print(f"{name} has served {customer}")
        queue.task_done()


async def main():
    queue = asyncio.Queue()
    for customer in CUSTOMERS:
        queue.put_nowait(customer)
    cashiers = [
        asyncio.create_task(cashier(name, queue), name=name)
        for name in ("left", "right")
    ]
    await queue.join()
    print("the shop closes")
    for worker in cashiers:
        worker.cancel()


asyncio.run(main())
