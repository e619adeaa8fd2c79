"""Gives a function the place of one of asyncio's in tracebacks.

A handle's `_run` stands in the traceback of each exception that leaves the loop or a callback. So the recorder's says
that it is at asyncio's line: what the program prints of its exceptions is the same with the recorder as without.
"""

import dis
from types import FunctionType

WITHOUT_COLUMNS = 13
LONG_FORM = 14
"""Codes of entries of `co_linetable`, as CPython's `Objects/locations.md` describes them."""

MOST_UNITS = 8
"""Code units that one entry covers."""


def call_position(function):
    """Where a function calls with `*arguments`: line, end line, column, end column."""
    instructions = list(dis.get_instructions(function, show_caches=True))
    positions = list(function.__code__.co_positions())
    for instruction in instructions:
        if instruction.opname.startswith("CALL_FUNCTION_EX"):
            return positions[instruction.offset // 2]
    return function.__code__.co_firstlineno, None, None, None


def _varint(value):
    out = bytearray()
    while value >= 64:
        out.append(64 | (value & 63))
        value >>= 6
    out.append(value)
    return bytes(out)


def line_table(units, position):
    """A line table that puts all instructions at one position; the first line of the function has to be its line."""
    line, end_line, column, end_column = position
    table = bytearray()
    while units:
        covered = min(units, MOST_UNITS)
        units -= covered
        if column is None or end_column is None:
            table.append(128 | WITHOUT_COLUMNS << 3 | covered - 1)
            table += _varint(0)
        else:
            table.append(128 | LONG_FORM << 3 | covered - 1)
            table += _varint(0) + _varint((end_line or line) - line) + _varint(column + 1) + _varint(end_column + 1)
    return bytes(table)


def disguise(function, original):
    """A function that does what `function` does, and looks in tracebacks like the call in `original`.

    It finds global names where `original` does, because that is also where the text of its lines is looked up. So it
    may use those of Python and the variables around it alone.
    """
    code, position = function.__code__, call_position(original)
    code = code.replace(
        co_filename=original.__code__.co_filename,
        co_name=original.__code__.co_name,
        co_qualname=original.__code__.co_qualname,
        co_firstlineno=position[0],
        co_linetable=line_table(len(code.co_code) // 2, position),
    )
    return FunctionType(code, original.__globals__, original.__name__, function.__defaults__, function.__closure__)
