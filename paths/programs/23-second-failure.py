"""A booking: the payment fails, and then giving back the seat fails, too."""

import asyncio


async def pay():
    await asyncio.sleep(1)
    raise ValueError("the card is declined")


async def give_back_seat():
    await asyncio.sleep(0.5)
    raise ConnectionError("the seat is not given back")


async def reserve():
    try:
        await asyncio.sleep(3)
    except asyncio.CancelledError:
        await give_back_seat()
        raise


async def main():
    try:
        async with asyncio.TaskGroup() as booking:
            booking.create_task(pay(), name="payment")
            booking.create_task(reserve(), name="seat")
    except* ValueError as failures:
        print("payment:", *failures.exceptions)
    except* ConnectionError as failures:
        print("seat:", *failures.exceptions)


asyncio.run(main())
