"""A loop class and a policy of the program's own, derived from asyncio's."""

import asyncio


class CountingLoop(asyncio.SelectorEventLoop):
    turns = 0

    def _run_once(self):
        self.turns += 1
        super()._run_once()


async def main():
    await asyncio.sleep(0.01)
    return asyncio.get_running_loop().turns > 1


with asyncio.Runner(loop_factory=CountingLoop) as runner:
    print(runner.run(main()), type(runner.get_loop()).__name__)

# run: real only: the program brings the loop of real time
# expect: root waits on timer 1 time
# expect: ends: root finished
# expect: end: ok
