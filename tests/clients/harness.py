"""Functions that a test of the harness calls."""

import subprocess

from client import serve


def add(left, right):
    print("not an answer")
    return left + right


def divide(left, right):
    return left / right


def hang():
    """Another process has the pipes open too."""
    subprocess.run(["sleep", "1000"], check=True)


serve(add, divide, hang)
