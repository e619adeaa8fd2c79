"""A condition: wait_for a predicate, notify one, notify all."""

import asyncio


async def taker(shelf, items, name):
    async with shelf:
        await shelf.wait_for(lambda: items)  # @wait
        print(name, "takes", items.pop())


async def main():
    shelf = asyncio.Condition()  # @shelf
    items = []
    ann = asyncio.create_task(taker(shelf, items, "ann"), name="ann")
    bob = asyncio.create_task(taker(shelf, items, "bob"), name="bob")
    await asyncio.sleep(0.02)
    async with shelf:
        items.append("apple")
        shelf.notify()
    await ann
    async with shelf:
        items.append("pear")
        shelf.notify_all()
    await bob


asyncio.run(main())

# expect: shelf is a condition at @shelf
# expect: ann waits on condition shelf at @wait 1 time
# expect: bob waits on condition shelf at @wait 1 time
# expect: ann woken by condition shelf from root 1 time
# expect: bob woken by condition shelf from root 1 time
# expect: root set shelf 2 times
# expect: ends: ann finished, bob finished, root finished
