"""anyio on asyncio: a task group, a memory stream, a cancel scope, a limiter and a thread."""

import anyio


async def producer(send):
    async with send:
        for number in range(3):
            await send.send(number)  # @send


async def consumer(receive, seen):
    async with receive:
        async for number in receive:
            await anyio.sleep(0.01)
            seen.append(number)


async def main():
    send, receive = anyio.create_memory_object_stream(0)
    seen = []
    async with anyio.create_task_group() as group:
        group.start_soon(producer, send, name="producer")  # @producer
        group.start_soon(consumer, receive, seen, name="consumer")
    print(seen)
    with anyio.move_on_after(0.03) as scope:
        await anyio.sleep(10)
    print("cancelled", scope.cancelled_caught)
    print(await anyio.to_thread.run_sync(sum, [1, 2, 3], limiter=anyio.CapacityLimiter(1)))
    try:
        async with anyio.create_task_group() as group:
            group.start_soon(anyio.sleep, 10)  # @body
            raise LookupError("in the body")
    except ExceptionGroup as errors:
        print(errors.exceptions)


anyio.run(main)

# run: real only: a thread of anyio
# expect: root starts producer at @producer
# expect: producer waits on event/future at @send
# expect: ends: producer finished, consumer finished, @body.1 cancelled, root finished
# expect: end: ok
