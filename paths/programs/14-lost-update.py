"""Two deposits into one account: first without a lock, then with one."""

import asyncio
from contextlib import nullcontext


async def deposit(account, amount, seconds, guard):
    async with guard:
        balance = account["balance"]
        await asyncio.sleep(seconds)  # the bank checks the deposit
        account["balance"] = balance + amount


async def balance_after(guard):
    account = {"balance": 0}
    await asyncio.gather(
        deposit(account, 100, 0.5, guard),
        deposit(account, 50, 1, guard),
    )
    return account["balance"]


async def main():
    print("without a lock:", await balance_after(nullcontext()))
    lock = asyncio.Lock()
    print("with a lock:", await balance_after(lock))


asyncio.run(main())
