"""Calls functions for a test: reads what to call from standard input, writes what came of it, a line of JSON each.

In:  {"capability": "name", "asked": {keyword: value}}
Out: {"told": what it returned} or {"raised": traceback}
"""

import json
import os
import sys
import traceback

# What anybody else prints, other processes too, goes to standard error.
answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
os.dup2(sys.stderr.fileno(), sys.stdout.fileno())


def serve(*capabilities):
    """Until standard input ends."""
    by_name = {capability.__name__: capability for capability in capabilities}
    for line in sys.stdin:
        wanted = json.loads(line)
        try:
            answer = {"told": by_name[wanted["capability"]](**wanted["asked"])}
        except Exception:
            answer = {"raised": traceback.format_exc()}
        print(json.dumps(answer, default=str), file=answers, flush=True)
