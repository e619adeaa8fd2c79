"""logging to stderr from tasks, with the task's name in the record."""

import asyncio
import logging


class TaskName(logging.Filter):
    def filter(self, record):
        try:
            record.task = asyncio.current_task().get_name()
        except (RuntimeError, AttributeError):
            record.task = "-"
        return True


handler = logging.StreamHandler()
handler.addFilter(TaskName())
logging.basicConfig(level=logging.INFO, format="%(task)s: %(message)s", handlers=[handler])


async def work(name):
    logging.info("starting %s", name)
    await asyncio.sleep(0.01)
    logging.warning("ending %s", name)


async def main():
    await asyncio.gather(asyncio.create_task(work("a"), name="a"), asyncio.create_task(work("b")))
    logging.error("at the end")


logging.info("before")
asyncio.run(main())

# expect: a prints to stderr: a: starting a
# expect: root prints to stderr: Task-1: at the end
# expect: nobody prints to stderr: -: before
# expect: 3 tasks
