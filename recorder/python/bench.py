"""Measures what recording costs: `python bench.py [--runs N]`, on the real clock, with the trace written to a file.

Each program runs in a process of its own, plain and recorded by turns; the shortest time of each counts, so that what
else the machine does counts least. The time is what the processor spent in `asyncio.run`, without the start of Python.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile

PROGRAMS = {
    "100,000 switches of one task": """
async def spin():
    for _ in range(100_000):
        await asyncio.sleep(0)
program = spin
""",
    "100,000 switches among 100 tasks": """
async def spin():
    for _ in range(1000):
        await asyncio.sleep(0)
async def program():
    await asyncio.gather(*(spin() for _ in range(100)))
""",
    "10,000 tasks, each sleeping": """
async def nap():
    await asyncio.sleep(0.01)
async def program():
    await asyncio.gather(*(nap() for _ in range(10_000)))
""",
    "100,000 items through a queue": """
async def put(queue):
    for item in range(100_000):
        await queue.put(item)
async def program():
    queue = asyncio.Queue(100)
    putting = asyncio.create_task(put(queue))
    for _ in range(100_000):
        await queue.get()
    await putting
""",
}

AROUND = """
import asyncio, time
{program}
begun = time.process_time()
asyncio.run(program())
print(time.process_time() - begun)
"""


def seconds(path, trace):
    """The seconds that the program takes; recorded if there is a trace to write."""
    recorder = ["-m", "futurescope_recorder", "-o", trace] if trace else []
    ran = subprocess.run([sys.executable, *recorder, path], capture_output=True, text=True, check=True)
    return float(ran.stdout)


def main():
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--json", action="store_true", help="print an object for each program in place of the table")
    options = options.parse_args()
    runs = options.runs
    os.environ["PYTHONPATH"] = os.path.dirname(os.path.abspath(__file__))
    if not options.json:
        print(f"Python {sys.version.split()[0]}, the shortest of {runs} runs")
        print(f"{'program':36} {'plain':>8} {'recorded':>9} {'times':>6} {'events':>8} {'µs/event':>9}")
    with tempfile.TemporaryDirectory() as folder:
        path, trace = os.path.join(folder, "program.py"), os.path.join(folder, "trace.jsonl")
        for name, program in PROGRAMS.items():
            with open(path, "w") as file:
                file.write(AROUND.format(program=program))
            plain, recorded = [], []
            for _ in range(runs):
                plain.append(seconds(path, None))
                recorded.append(seconds(path, trace))
            with open(trace, "rb") as file:
                events = json.loads(file.read().splitlines()[-1])["events"]
            before, after = min(plain), min(recorded)
            each = (after - before) / events * 1e6
            if options.json:
                figures = {"times": after / before, "events": events, "us_per_event": each}
                print(json.dumps({"program": name, "python": sys.version.split()[0], **figures}), flush=True)
                continue
            print(f"{name:36} {before:7.3f}s {after:8.3f}s {after / before:6.2f} {events:8} {each:9.2f}")


if __name__ == "__main__":
    main()
