"""Ends a recording in the middle of a poll that does not give way: by an alarm of wall time, or by an interrupt."""

import signal
import threading

from .recording import Stopped


def _stop(recording, frame, message):
    """Records where the program is stuck and ends the recording. On the virtual clock it stops the program, too."""
    if recording.done:
        return
    place = recording.places.frame_of_program(frame)
    line = "" if place is None else recording.places.line_of(place)
    recording.end_open_lines()
    recording.event("stuck", recording.task_id, line)
    if place is not None:
        message = f"{message} It was computing at line {place.f_lineno}."
    recording.end("limit", message)
    if recording.clock.virtual:
        raise Stopped(message)


def watch_wall_time(recording):
    """An alarm for the limit of wall time, where there is one (not on Windows); returns what undoes it.

    Without it the limit is looked at between the turns of the loop alone.
    """
    seconds = recording.limits.wall_seconds
    in_main_thread = threading.current_thread() is threading.main_thread()
    if seconds is None or not hasattr(signal, "setitimer") or not in_main_thread:
        return lambda: None
    if signal.getsignal(signal.SIGALRM) is not signal.SIG_DFL:
        # The program that embeds this has a use for it.
        return lambda: None

    def ring(number, frame):
        _stop(recording, frame, f"The recording ends after {seconds:g} s of wall time.")

    signal.signal(signal.SIGALRM, ring)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds)
    except (OSError, ValueError):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        return lambda: None

    def remove():
        signal.setitimer(signal.ITIMER_REAL, 0)
        if signal.getsignal(signal.SIGALRM) is ring:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)

    return remove


def watch_interrupt(recording):
    """Makes an interrupt (SIGINT) the end of the recording and of the program; returns what undoes it.

    For those who embed Python: they interrupt a program that computes without end.
    """
    if threading.current_thread() is not threading.main_thread():
        return lambda: None
    before = signal.getsignal(signal.SIGINT)

    def stop(number, frame):
        exceeded = recording.exceeded()
        why = f"The recording ends after {exceeded}." if exceeded else "The recording ends: the program was interrupted."
        _stop(recording, frame, why)

    signal.signal(signal.SIGINT, stop)

    def remove():
        if signal.getsignal(signal.SIGINT) is stop:
            signal.signal(signal.SIGINT, before)

    return remove
