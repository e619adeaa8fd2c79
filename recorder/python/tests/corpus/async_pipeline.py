"""A pipeline of asynchronous generators: each stage awaits the one before it."""

import asyncio


async def source():
    for number in range(4):
        await asyncio.sleep(0.01)  # @source
        yield number


async def even(numbers):
    async for number in numbers:
        if number % 2 == 0:
            yield number


async def labelled(numbers):
    async for number in numbers:
        await asyncio.sleep(0.01)  # @label
        yield f"#{number}"


async def main():
    async for label in labelled(even(source())):
        print(label)


asyncio.run(main())

# expect: root waits on timer at @source 4 times
# expect: root waits on timer at @label 2 times
# expect: root prints: #2
# expect[virtual]: root ends at 60 ms
