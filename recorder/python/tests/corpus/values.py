"""Long and hostile values: shortened in the trace, a repr that raises harms nothing, and --no-values leaves them out."""

import asyncio


class Hostile:
    def __repr__(self):
        raise RuntimeError("no repr")


async def long():
    return "x" * 100_000


async def hostile():
    return Hostile()


async def main():
    one = asyncio.create_task(long(), name="long")
    two = asyncio.create_task(hostile(), name="hostile")
    print(len(await one), type(await two).__name__)
    return {"password": "secret"}


asyncio.run(main())

# expect: ends: long finished, hostile finished, root finished
