"""Below the streams: a protocol's server and client, a reader of a socket pair, and sock_recv."""

import asyncio
import socket


class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(data.upper())
        self.transport.close()


class Client(asyncio.Protocol):
    def __init__(self, answer):
        self.answer = answer

    def connection_made(self, transport):
        transport.write(b"hello")

    def data_received(self, data):
        print("received", data.decode())

    def connection_lost(self, error):
        self.answer.set_result(error)


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Echo, "127.0.0.1", 0)
    answer = loop.create_future()
    await loop.create_connection(lambda: Client(answer), *server.sockets[0].getsockname())
    print(await answer)  # @answer
    server.close()

    one, two = socket.socketpair()
    with one, two:
        one.setblocking(False)
        two.setblocking(False)
        readable = asyncio.Event()
        loop.add_reader(one, readable.set)
        loop.call_soon(two.send, b"ping")
        await readable.wait()  # @readable
        loop.remove_reader(one)
        print(one.recv(10))
        receiving = asyncio.create_task(loop.sock_recv(one, 10), name="receiving")
        await asyncio.sleep(0)
        await loop.sock_sendall(two, b"pong")
        print(await receiving)


asyncio.run(main())

# run: real only: sockets
# expect: root waits on future/io at @answer 1 time
# expect: nobody prints: received HELLO
# expect: root waits on event readable at @readable 1 time
# expect: receiving returned b'pong'
# expect: root waits on child for receiving
# expect: end: ok
