"""Where the lines of a trace go: a file, a compressed file, or a function. Each takes whole lines."""

import os
import zlib


class FileSink:
    """A file that holds whole lines at any moment, so that it can be read when the program is killed."""

    def __init__(self, path):
        self._file = open(path, "wb", buffering=0)

    def write(self, text):
        data = text.encode("utf-8", "replace")
        while data:
            written = self._file.write(data)
            if written is None or written == len(data):
                return
            data = data[written:]

    def close(self):
        self._file.close()


class GzipSink:
    """A compressed file. Each batch ends on a byte, so that a file that is cut off can be unpacked up to there."""

    GZIP_HEADER = 31
    """`wbits` of zlib that asks for the header and the end of a gzip file, and the largest window."""

    FAST = 3
    """The level. Above it the time grows, and a trace becomes little smaller."""

    def __init__(self, path):
        self._file = open(path, "wb", buffering=0)
        self._packer = zlib.compressobj(self.FAST, zlib.DEFLATED, self.GZIP_HEADER)

    def write(self, text):
        data = self._packer.compress(text.encode("utf-8", "replace"))
        self._file.write(data + self._packer.flush(zlib.Z_SYNC_FLUSH))

    def close(self):
        try:
            self._file.write(self._packer.flush())
        finally:
            self._file.close()


class CallSink:
    """Hands each batch of whole lines to a function."""

    def __init__(self, function):
        self.write = function

    def close(self):
        pass


def open_sink(target):
    """The sink for a path or a function."""
    if callable(target):
        return CallSink(target)
    path = os.fspath(target)
    return GzipSink(path) if path.endswith(".gz") else FileSink(path)
