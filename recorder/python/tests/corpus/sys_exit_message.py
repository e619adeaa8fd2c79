"""sys.exit with a text prints it to stderr and gives the exit code 1."""

import asyncio
import sys


async def main():
    print("checking", file=sys.stderr)
    await asyncio.sleep(0)


asyncio.run(main())
sys.exit("the check failed")

# exit: 1
# expect: root prints to stderr: checking
# expect: ends: root finished
