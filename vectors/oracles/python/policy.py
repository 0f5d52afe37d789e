"""pin.check: the PIN policy, rule by rule in the protocol's fixed order."""

import datetime
import re

from blocks import DIGITS, check_pan, check_pin
from outcome import Refused

NUMBERS = {
    "min": (4, 12),
    "max": (4, 12),
    "ascending_run": (2, 12),
    "descending_run": (2, 12),
    "max_same": (1, 12),
    "max_in_a_row": (1, 12),
}
SWITCHES = ("wrap", "birth_date", "pan_tail", "pan_part", "phone_part", "old_pin")


def check_policy(policy):
    """A closed shape: an unknown or senseless field would switch a rule off without anybody noticing."""
    for name, value in policy.items():
        if name in NUMBERS:
            low, high = NUMBERS[name]
            fine = type(value) is int and low <= value <= high
        elif name == "deny":
            fine = isinstance(value, list) and all(re.fullmatch("[0-9]{4,12}", entry) for entry in value)
        else:
            fine = name in SWITCHES and isinstance(value, bool)
        if not fine:
            raise Refused("message")
    if not {"min", "max"} <= policy.keys() or policy["min"] > policy["max"]:
        raise Refused("message")


def longest_run(digits, step, wrap):
    """Length of the longest stretch in which each digit is the one before it plus `step`."""
    longest = current = 1
    for before, after in zip(digits, digits[1:]):
        follows = (before + step) % 10 == after if wrap else before + step == after
        current = current + 1 if follows else 1
        longest = max(longest, current)
    return longest


def birth_date_forms(text):
    """The usual ways to write a birth date with four, six or eight digits."""
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise Refused("message")
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        raise Refused("message") from None
    yyyy, mm, dd = text.split("-")
    yy = yyyy[2:]
    return {
        yyyy, yy + mm, mm + yy, mm + dd, dd + mm, yy + dd, dd + yy,
        yy + mm + dd, dd + mm + yy, mm + dd + yy,
        yyyy + mm + dd, dd + mm + yyyy, mm + dd + yyyy,
    }


def context_hits(policy, pin, facts):
    """Names of the context rules that the PIN breaks. A rule whose fact is absent passes."""
    if "pan" in facts:
        check_pan(facts["pan"], 1)
        yield "pan_tail", facts["pan"].endswith(pin)
        yield "pan_part", pin in facts["pan"]
    if "birth_date" in facts:
        yield "birth_date", pin in birth_date_forms(facts["birth_date"])
    if "phone" in facts:
        yield "phone_part", pin in "".join(c for c in facts["phone"] if c in DIGITS)
    if "old_pin" in facts:
        yield "old_pin", pin == facts["old_pin"]


def broken_rules(policy, pin, repeat, facts):
    """(class, rule) of everything that speaks against the PIN, in the order in which it counts."""
    digits = [int(c) for c in pin]
    for rule, step in (("ascending_run", 1), ("descending_run", -1)):
        if policy.get(rule) is not None and longest_run(digits, step, policy.get("wrap", False)) >= policy[rule]:
            yield "pin_sequence", rule
    if policy.get("max_same") is not None and max(digits.count(d) for d in digits) > policy["max_same"]:
        yield "pin_repeat", "max_same"
    if policy.get("max_in_a_row") is not None and longest_run(digits, 0, False) > policy["max_in_a_row"]:
        yield "pin_repeat", "max_in_a_row"
    if pin in policy.get("deny", ()):
        yield "pin_denylist", "deny"
    for rule, hit in context_hits(policy, pin, facts):
        if hit and policy.get(rule, False):
            yield "pin_context", rule
    if repeat is not None and repeat != pin:
        yield "pin_mismatch", "repeat"


def judge_pin(request, steps, lenient=False):
    policy, pin = request["policy"], request["pin"]
    check_policy(policy)
    check_pin(pin)
    if not policy["min"] <= len(pin) <= policy["max"]:
        raise Refused("pin_length")
    for reject_class, rule in broken_rules(policy, pin, request.get("repeat"), request.get("facts", {})):
        steps["rule"] = rule
        raise Refused(reject_class)
    return {}
