"""A program that cannot be compiled."""

import asyncio

async def main()
    pass

asyncio.run(main())

# exit: 1
# expect: no spawned
# expect: end: failed
