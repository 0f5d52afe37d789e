"""accumulate: many inputs, one digest. The blocks of all inputs are laid out here and go through the cipher in one call."""

import hashlib
from functools import lru_cache

import blocks
import keys
from outcome import Refused, unhex
from policy import check_policy, judge_pin

MOST = {"pin.check": 10_000, "pin_block.encode": 1_000_000, "pin_block.encrypt": 1_000_000}
SHORTEST_PAN = {"iso4": 1}
PAN_LENGTHS = {"iso4": 19}


def derive(seed, index, fmt):
    """PIN, PAN and fill of one input."""
    h = hashlib.sha512(seed + index.to_bytes(8, "big")).digest()
    pin = "".join(str(byte % 10) for byte in h[1 : 5 + h[0] % 9])
    pan_length = SHORTEST_PAN.get(fmt, 13) + h[13] % PAN_LENGTHS.get(fmt, 7)
    pan = "".join(str(byte % 10) for byte in h[14 : 14 + pan_length])
    free = {"iso1": 14 - len(pin), "iso3": 14 - len(pin), "iso4": 16}.get(fmt, 0)
    fill = "".join("abcdef"[byte % 6] if fmt == "iso3" else "0123456789abcdef"[byte % 16] for byte in h[33 : 33 + free])
    return pin, pan, fill


@lru_cache(maxsize=2)
def layouts(fmt, seed, count):
    """PIN fields and PAN fields of all inputs, each one string of bytes; no PAN fields where the format binds none."""
    pins, pans = [], []
    for index in range(count):
        pin, pan, fill = derive(seed, index, fmt)
        pins.append(blocks.pin_field(fmt, pin, fill))
        pans.append(blocks.pan_field(fmt, pan, False) or b"")
    return b"".join(pins), b"".join(pans)


def xor_long(left, right):
    return (int.from_bytes(left, "big") ^ int.from_bytes(right, "big")).to_bytes(len(left), "big")


def outputs(request):
    """All outputs in order, and how long one is."""
    params = request["params"]
    fmt, size = params["format"], blocks.BLOCK_BYTES[params["format"]]
    pins, pans = layouts(fmt, unhex(request["seed"]), request["count"])
    if fmt != "iso4":
        pins = xor_long(pins, pans) if pans else pins
    if request["of"] == "pin_block.encode":
        if fmt == "iso4":
            parts = (part for at in range(0, len(pins), 16) for part in (pins[at : at + 16], pans[at : at + 16]))
            return b"".join(parts), 32
        return pins, size
    kind, key = params["kind"], unhex(params["key"])
    blocks.check_combination(params)
    keys.check_key(kind, key)
    first = keys.encrypt(kind, key, pins)
    return (keys.encrypt(kind, key, xor_long(first, pans)) if fmt == "iso4" else first), size


def digests(text, size, count, step):
    """The digest over all outputs, and over those up to each checkpoint."""
    running, checkpoints = hashlib.sha256(), []
    for start in range(0, count, step):
        end = min(start + step, count)
        running.update(text[start * size : end * size])
        if end - start == step:
            checkpoints.append(running.hexdigest())
    return {"digest": running.hexdigest(), "checkpoints": checkpoints}


def bitmap(policy, count):
    """Every PIN of four digits in order, one `1` or `0` each."""
    check_policy(policy)
    answers = []
    for number in range(count):
        try:
            judge_pin({"policy": policy, "pin": f"{number:04}"}, {})
            answers.append("1")
        except Refused:
            answers.append("0")
    return "".join(answers)


def judge(request, steps, lenient=False):
    of, count, step = request["of"], request["count"], request["checkpoint"]
    if not 1 <= count <= MOST.get(of, 0) or step < 1 or count // step > 200:
        raise Refused("message")
    if of == "pin.check":
        if request["seed"] != "":
            raise Refused("message")
        text = bitmap(request["params"]["policy"], count)
        steps["accepted"] = text.count("1")
        return digests(text.encode(), 1, count, step)
    return digests(*outputs(request), count, step)


def library(request):
    """`cryptography` runs the cipher; the layout under it is the one written here."""
    return judge(request, {})
