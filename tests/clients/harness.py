"""Functions that a test of the harness calls."""

from client import serve


def add(left, right):
    print("not an answer")
    return left + right


def divide(left, right):
    return left / right


def hang():
    while True:
        pass


serve(add, divide, hang)
