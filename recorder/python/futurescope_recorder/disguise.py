"""Gives a function the place of one of asyncio's in tracebacks.

A handle's `_run` stands in the traceback of each exception that leaves the loop or a callback. So the recorder's says
that it is at asyncio's line: what the program prints of its exceptions is the same with the recorder as without.
"""

import dis
from types import CodeType, FunctionType

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
    return made_by_python(code, original.__globals__, function)


def made_by_python(code, global_names, function):
    """A function of this code with the variables around `function`, which finds global names in `global_names`.

    Its variables around it are those that `function` has now. `FunctionType` would make it, too, but CPython from 3.13 on
    calls functions without detours only if a `def` that it ran has made them. So a `def` makes it.
    """
    names = ", ".join(code.co_freevars)
    text = f"def make({names}):\n def inner(): {names or 'pass'}\n return inner"
    make = _replaced(_first_code(compile(text, code.co_filename, "exec")), code)
    values = [cell.cell_contents for cell in function.__closure__ or ()]
    made = FunctionType(make, global_names)(*values)
    if function.__defaults__:
        made.__defaults__ = function.__defaults__
    return made


def _first_code(outer):
    """The code of the function that this code makes."""
    return next(constant for constant in outer.co_consts if isinstance(constant, CodeType))


def _replaced(outer, code):
    """`outer` that makes a function of `code` in place of its own."""
    before = _first_code(outer)
    return outer.replace(co_consts=tuple(code if constant is before else constant for constant in outer.co_consts))
