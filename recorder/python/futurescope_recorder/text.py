"""JSON text of single values: names, messages and the short form of a program's values."""

import re
import reprlib
from json.encoder import encode_basestring

MOST_TEXT = 2000
"""Characters of a printed line or a message that are kept."""

MOST_VALUE = 160
"""Characters of a string or an unknown object in a value."""

MOST_ITEMS = 20
"""Items of a list, a dictionary or a set in a value."""

LEFT_OUT = "…"
"""Stands for what is left out."""


ADDRESS = re.compile(r"(?<= at )0x[0-9A-Fa-f]+(?=>)")
"""The address in the `repr` of an object that has none of its own: it differs from run to run, and says nothing."""


def quoted(text):
    """`text` as a JSON string. Half surrogate pairs, which UTF-8 cannot hold, become question marks."""
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode("utf-8")
    return encode_basestring(text)


def shortened(text, most=MOST_TEXT):
    """`text`, or its first `most` characters and an ellipsis."""
    return text if len(text) <= most else text[:most] + LEFT_OUT


def _value_repr():
    short = reprlib.Repr()
    short.maxstring = short.maxother = short.maxlong = MOST_VALUE
    short.maxlist = short.maxtuple = short.maxdict = short.maxset = short.maxfrozenset = MOST_ITEMS
    short.maxdeque = short.maxarray = MOST_ITEMS
    return short


_repr = _value_repr().repr


def value_text(value):
    """The `repr` of a value, shortened, without addresses. Never raises, whatever the value's own `__repr__` does."""
    kind = type(value)
    try:
        if value is None or kind is bool or kind is float:
            return repr(value)
        return without_addresses(_repr(value))
    except Exception as error:
        return f"<{kind.__name__}: its repr raised {type(error).__name__}>"


def without_addresses(text):
    """`text` with an ellipsis in the place of each address, as `<Job object at 0x…>`."""
    return ADDRESS.sub("0x" + LEFT_OUT, text) if " at 0x" in text else text


def error_text(error, values=True):
    """An exception as the last line of its traceback: `ValueError: text`, or its type alone."""
    kind = type(error)
    name = kind.__qualname__
    if kind.__module__ not in ("builtins", "__main__"):
        name = f"{kind.__module__}.{name}"
    if not values:
        return name
    try:
        text = str(error)
    except Exception:
        text = "<exception str() failed>"
    return shortened(without_addresses(f"{name}: {text}" if text else name))
