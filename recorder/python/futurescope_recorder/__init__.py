"""Records what the asyncio tasks of a program do, as a trace file that Futurescope draws.

    python -m futurescope_recorder program.py

In code:

    import futurescope_recorder

    with futurescope_recorder.record("run.trace.jsonl"):
        asyncio.run(main())
"""

from contextlib import contextmanager as _contextmanager

from .program import Outcome
from .recording import Limits, Stopped
from .session import Session as _Session

__version__ = "0.1.0"
__all__ = ["Limits", "Outcome", "Recorded", "Stopped", "record", "run_source"]


class Recorded:
    """What `record` hands out: how the recording ended, once it has."""

    def __init__(self, recording):
        self._recording = recording

    @property
    def end(self):
        """`ok`, `failed`, `stopped`, `deadlock` or `limit`; `None` while it is under way."""
        return self._recording.end_word

    @property
    def message(self):
        """The message of the end, or `None`."""
        return self._recording.end_message


@_contextmanager
def record(
    file=None, *, sink=None, clock="real", values=True, source=True, max_events=None, max_time=None, max_wall=None
):
    """Records the asyncio tasks that the block makes into a file, or hands the lines to `sink`.

    file: a path; `.gz` at its end compresses it. sink: called with text, one or more whole lines.
    clock: `real`, or `virtual`, on which nothing is waited for. values: whether results, messages and what is printed
    are recorded. source: whether the text of the program's files is. The limits end the recording: a number of events,
    seconds of the program's time, seconds of wall time; on the virtual clock they stop the program, too.
    """
    if (file is None) == (sink is None):
        raise TypeError("record() takes a file or a sink")
    import sys

    frame = sys._getframe(2)
    session = _Session(
        sink if file is None else file,
        clock,
        values,
        program=frame.f_globals.get("__file__"),
        embed_source=source,
        limits=Limits(max_events, max_time, max_wall),
    )
    try:
        yield Recorded(session.recording)
    except BaseException as error:
        from .program import outcome_of

        session.finish(*outcome_of(error, values))
        raise
    finally:
        session.finish()


def run_source(
    source, name="main.py", *, argv=(), stdin=None, clock="virtual", sink, values=True,
    max_events=None, max_time=None, max_wall=None,
):  # fmt: skip
    """Runs a program's text as `__main__` in this process, and hands the lines of its trace to `sink`.

    For those who embed Python, as the page does: nothing of the program stays behind, the streams are those of the
    moment, and the exception that ends it is printed to stderr and returned as an `Outcome`.
    """
    from .program import run_source as run

    def make_session(name, source):
        limits = Limits(max_events, max_time, max_wall)
        return _Session(sink, clock, values, name, source, limits=limits, embedded=True)

    return run(source, name, argv, stdin, make_session)
