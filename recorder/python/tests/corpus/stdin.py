"""Input comes through: input(), lines and the end of it."""

import asyncio
import sys


async def main():
    name = input("who? ")
    print("hello", name)
    line = await asyncio.to_thread(sys.stdin.readline)
    print("then", line.strip())
    print("rest", sys.stdin.read().split())


asyncio.run(main())

# stdin: ann\nsecond line\nthird\nfourth\n
# expect: root prints: then second line
# expect: ends: root finished
