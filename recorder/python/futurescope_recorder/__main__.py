"""`python -m futurescope_recorder program.py`."""

import sys

from futurescope_recorder.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
