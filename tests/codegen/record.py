"""Records unchanged Python programs with the recorder of this repository, on its virtual clock.

Reads a JSON object per line, {"source": "..."}, and writes one per line, {"trace": "..."}: the text of the trace file.
"""

import contextlib
import io
import json
import os
import pathlib
import sys

if os.environ.get("PYTHONHASHSEED") != "0":
    sys.exit("set PYTHONHASHSEED=0, as the recorder does, so that sets have the same order in every run")

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "recorder" / "python"))
sys.dont_write_bytecode = True

import futurescope_recorder  # noqa: E402


def record(source):
    batches = []
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        futurescope_recorder.run_source(source, sink=batches.append)
    return "".join(batches)


if __name__ == "__main__":
    answers = sys.stdout
    for line in sys.stdin:
        answer = {"trace": record(json.loads(line)["source"])}
        print(json.dumps(answer, ensure_ascii=False), file=answers, flush=True)
