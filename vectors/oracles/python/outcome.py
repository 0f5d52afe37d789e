"""What a judge says about one request, and how bytes are read."""

import re


class Refused(Exception):
    """The request is refused. `args` holds the reject class, or several where a library does not tell them apart."""


class NotMine(Exception):
    """This engine has no say in such a request, so `agreed` must not name it."""


class Opens:
    """The client draws the fill itself, so there is no single output to compare."""


OPENS = Opens()


def unhex(text):
    """Bytes of a request field. `bytes.fromhex` is no use: it skips white space and takes upper case."""
    if not re.fullmatch(r"(?:[0-9a-f]{2})*", text):
        raise Refused("encoding")
    return bytes.fromhex(text)


def xor(left, right):
    if len(left) != len(right):
        raise ValueError("XOR of different lengths")
    return bytes(a ^ b for a, b in zip(left, right))
