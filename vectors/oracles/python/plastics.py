"""plastic.choose: the plastic of a card that waits for its PIN."""

from outcome import Refused

LARGEST = 2**53 - 1


def checked(entry):
    """(sequence number, status, id) of one entry; anything else that stands in it does not matter."""
    if not isinstance(entry, dict):
        raise Refused("message")
    name, number, status = (entry.get(field) for field in ("id", "sequenceNumber", "status"))
    # A Python bool is an int.
    fits = type(number) is int and 0 <= number <= LARGEST
    if not fits or not isinstance(status, str) or not isinstance(name, str) or name == "":
        raise Refused("message")
    return number, status, name


def judge_choice(request, _steps, _lenient=False):
    plastics = request["plastics"]
    if not isinstance(plastics, list):
        raise Refused("message")
    # Every entry is read before one is chosen.
    waiting = sorted((number, name) for number, status, name in map(checked, plastics) if status == "INACTIVE")
    if not waiting or [number for number, _ in waiting].count(waiting[-1][0]) != 1:
        raise Refused("session_state")
    return {"plastic_id": waiting[-1][1]}
