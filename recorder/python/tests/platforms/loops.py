"""What is different about event loops on other platforms, on any platform.

`coarse`: the clock of Windows until Python 3.12, which moves in steps of 15.6 ms.
`proactor`: the loop of Windows, with something that completes operations as its `IocpProactor` does.
`slots`: a selector whose attributes cannot be set and that nothing weak can refer to.
"""

import asyncio
import selectors
import socket
from asyncio import proactor_events

STEP = 1 / 64


class CoarseLoop(asyncio.SelectorEventLoop):
    def _make_self_pipe(self):
        # It is known before the first handle is made.
        self._clock_resolution = STEP
        super()._make_self_pipe()

    def time(self):
        return super().time() // STEP * STEP


class Proactor:
    """As `IocpProactor`: operations are futures, and get their results while the loop selects."""

    def __init__(self):
        self._selector = selectors.DefaultSelector()
        # What is under way, by socket and event: futures, and what carries them out.
        self._under_way = {}

    def set_loop(self, loop):
        self._loop = loop

    def select(self, timeout=None):
        results = []
        for key, events in self._selector.select(timeout):
            for event in (selectors.EVENT_READ, selectors.EVENT_WRITE):
                if events & event:
                    self._complete((key.fileobj, event), results)
        return results

    def _complete(self, what, results):
        waiting = self._under_way[what]
        while waiting:
            future, carry_out = waiting[0]
            if not future.done():
                try:
                    future.set_result(carry_out())
                except BlockingIOError:
                    return
                except OSError as error:
                    future.set_exception(error)
                results.append(future)
            del waiting[0]
        del self._under_way[what]
        self._watch(what[0])

    def _watch(self, sock):
        wanted = sum(event for other, event in self._under_way if other is sock)
        watched = sock.fileno() in self._selector.get_map()
        if not wanted and watched:
            self._selector.unregister(sock)
        elif wanted:
            (self._selector.modify if watched else self._selector.register)(sock, wanted)

    def _begin(self, sock, event, carry_out):
        future = self._loop.create_future()
        self._under_way.setdefault((sock, event), []).append((future, carry_out))
        self._watch(sock)
        return future

    def recv(self, sock, size, flags=0):
        return self._begin(sock, selectors.EVENT_READ, lambda: sock.recv(size, flags))

    def recv_into(self, sock, buffer, flags=0):
        return self._begin(sock, selectors.EVENT_READ, lambda: sock.recv_into(buffer, 0, flags))

    def send(self, sock, data, flags=0):
        return self._begin(sock, selectors.EVENT_WRITE, lambda: sock.send(data, flags))

    def accept(self, listener):
        def accept():
            sock, address = listener.accept()
            sock.setblocking(False)
            return sock, address

        return self._begin(listener, selectors.EVENT_READ, accept)

    def connect(self, sock, address):
        def connected():
            error = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if error:
                raise OSError(error, "connect")

        sock.connect_ex(address)
        return self._begin(sock, selectors.EVENT_WRITE, connected)

    def _stop_serving(self, sock):
        for what in [what for what in self._under_way if what[0] is sock]:
            for future, _ in self._under_way.pop(what):
                future.cancel()
        self._watch(sock)
        sock.close()

    def close(self):
        self._selector.close()


class ProactorLoop(proactor_events.BaseProactorEventLoop):
    def __init__(self):
        super().__init__(Proactor())

    def run_forever(self):
        # As `windows_events.ProactorEventLoop`, in each version in another place.
        self.call_soon(self._loop_self_reading)
        try:
            super().run_forever()
        finally:
            reading, self._self_reading_future = self._self_reading_future, None
            if reading is not None:
                reading.cancel()


class SlotsSelector:
    __slots__ = ("_selector",)

    def __init__(self):
        self._selector = selectors.DefaultSelector()

    def select(self, timeout=None):
        return self._selector.select(timeout)

    def __getattr__(self, name):
        return getattr(self._selector, name)


LOOPS = {
    "coarse": CoarseLoop,
    "proactor": ProactorLoop,
    "slots": lambda: asyncio.SelectorEventLoop(SlotsSelector()),
}
