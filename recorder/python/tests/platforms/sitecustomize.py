"""Gives programs an event loop of another platform, which the variable FUTURESCOPE_LOOP names; see `loops`."""

import os

if "FUTURESCOPE_LOOP" in os.environ:
    from asyncio import events

    import loops

    events.new_event_loop = loops.LOOPS[os.environ["FUTURESCOPE_LOOP"]]
