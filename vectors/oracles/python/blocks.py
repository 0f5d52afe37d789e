"""ISO 9564-1 formats 0 to 4 as plain code on hex digits, and their encryption under a session key."""

import keys
from outcome import OPENS, NotMine, Refused, unhex, xor

DIGITS = frozenset("0123456789")
FREE_FILL = {"iso1": frozenset("0123456789abcdef"), "iso3": frozenset("abcdef"), "iso4": frozenset("0123456789abcdef")}
FIXED_FILL = {"iso0": "f", "iso2": "f", "iso4": "a"}
BLOCK_BYTES = {"iso0": 8, "iso1": 8, "iso2": 8, "iso3": 8, "iso4": 16}
CIPHER_OF = {"iso0": "tdes", "iso1": "tdes", "iso3": "tdes", "iso4": "aes"}


def check_pin(pin):
    if not set(pin) <= DIGITS:
        raise Refused("pin_charset")
    if not 4 <= len(pin) <= 12:
        raise Refused("pin_length")


def check_pan(pan, shortest):
    if pan is None:
        raise Refused("message")
    if not set(pan) <= DIGITS:
        raise Refused("pan_charset")
    if not shortest <= len(pan) <= 19:
        raise Refused("pan_length")


def pan_field(fmt, pan, lenient):
    """The field that the PAN (format 4: or its token) contributes; None where the format binds none."""
    if fmt in ("iso1", "iso2"):
        return None
    if fmt == "iso4":
        check_pan(pan, 1)
        return bytes.fromhex((str(max(0, len(pan) - 12)) + pan.rjust(12, "0")).ljust(32, "0"))
    # Twelve digits to the left of the check digit. A lenient implementation fills up a PAN that has fewer with zeros.
    check_pan(pan, 1 if lenient else 13)
    return bytes.fromhex("0000" + pan[:-1][-12:].rjust(12, "0"))


def pin_field(fmt, pin, fill):
    """Control nibble, length, PIN, fill; None for `fill` where the format leaves some free: the client draws it."""
    head = fmt[-1] + format(len(pin), "x") + pin
    free = {"iso1": 14 - len(pin), "iso3": 14 - len(pin), "iso4": 16}.get(fmt, 0)
    if fill is None and free:
        return None
    fill = fill or ""
    if len(fill) != free or not set(fill) <= FREE_FILL.get(fmt, frozenset()):
        raise Refused("message")
    return bytes.fromhex((head if fmt in ("iso1", "iso3") else head.ljust(16, FIXED_FILL[fmt])) + fill)


def read_pin_field(fmt, field):
    """The PIN of a clear PIN field (for formats 0 and 3: after the PAN field is removed)."""
    text = field.hex()
    length = int(text[1], 16)
    pin, fill = text[2 : 2 + length], text[2 + length : 16]
    fixed = FIXED_FILL.get(fmt)
    allowed = {fixed} if fixed else FREE_FILL[fmt]
    if text[0] != fmt[-1] or not 4 <= length <= 12 or not set(pin) <= DIGITS or not set(fill) <= allowed:
        raise Refused("block_invalid")
    return pin


def layout(request, steps, lenient):
    """(PIN field, PAN field), either None; the checks run in the protocol's order."""
    fmt, pin = request["format"], request["pin"]
    check_pin(pin)
    bound = pan_field(fmt, request.get("pan"), lenient)
    field = pin_field(fmt, pin, request.get("fill"))
    note(steps, pin_field=field, pan_field=bound)
    return field, bound


def note(steps, **values):
    steps.update({name: value.hex() for name, value in values.items() if value is not None})


def judge_encode(request, steps, lenient=False):
    field, bound = layout(request, steps, lenient)
    if field is None:
        return OPENS
    if request["format"] == "iso4":
        return {"pin_field": field.hex(), "pan_field": bound.hex()}
    block = field if bound is None else xor(field, bound)
    note(steps, block=block)
    return {"block": block.hex()}


def judge_decode(request, steps, lenient=False):
    fmt = request["format"]
    # The PAN is no part of a clear format 4 PIN field.
    bound = None if fmt == "iso4" else pan_field(fmt, request.get("pan"), lenient)
    block = unhex(request["pin_field" if fmt == "iso4" else "block"])
    if len(block) != BLOCK_BYTES[fmt]:
        raise Refused("block_length")
    field = block if bound is None else xor(block, bound)
    note(steps, pin_field=field, pan_field=bound)
    return {"pin": read_pin_field(fmt, field)}


def check_combination(request):
    cipher = CIPHER_OF.get(request["format"])
    if cipher is None or not request["kind"].startswith(cipher):
        raise Refused("message")


def seal(request, field, bound, steps):
    kind, key = request["kind"], unhex(request["key"])
    if request["format"] == "iso4":
        a = keys.encrypt(kind, key, field)
        b = xor(a, bound)
        note(steps, intermediate_a=a, intermediate_b=b)
        return keys.encrypt(kind, key, b)
    block = field if bound is None else xor(field, bound)
    note(steps, block=block)
    return keys.encrypt(kind, key, block)


def unseal(request, bound, steps):
    """The clear PIN field under an encrypted block."""
    kind, key, sealed = request["kind"], unhex(request["key"]), unhex(request["encrypted"])
    clear = keys.decrypt(kind, key, sealed)
    if request["format"] == "iso4":
        a = xor(clear, bound)
        note(steps, intermediate_b=clear, intermediate_a=a)
        return keys.decrypt(kind, key, a)
    note(steps, block=clear)
    return clear if bound is None else xor(clear, bound)


def note_key(request, steps):
    if request["kind"].startswith("tdes"):
        note(steps, expanded_key=keys.expand(unhex(request["key"])))


def judge_encrypt(request, steps, lenient=False):
    check_combination(request)
    field, bound = layout(request, steps, lenient)
    keys.check_key(request["kind"], unhex(request["key"]))
    note_key(request, steps)
    return OPENS if field is None else {"encrypted": seal(request, field, bound, steps).hex()}


def judge_decrypt(request, steps, lenient=False):
    check_combination(request)
    bound = pan_field(request["format"], request.get("pan"), lenient)
    keys.check_key(request["kind"], unhex(request["key"]))
    if len(unhex(request["encrypted"])) != BLOCK_BYTES[request["format"]]:
        raise Refused("block_length")
    note_key(request, steps)
    field = unseal(request, bound, steps)
    note(steps, pin_field=field, pan_field=bound)
    return {"pin": read_pin_field(request["format"], field)}


def library_encrypt(request):
    """`cryptography` on the layout written here, with no rule of ours about the key."""
    try:
        field, bound = layout(request, {}, False)
    except Refused as refusal:
        raise NotMine(f"{refusal} is found before any cipher runs") from None
    if field is None:
        # A fill of our own, there and back.
        fill = "a" * (16 if request["format"] == "iso4" else 14 - len(request["pin"]))
        field = pin_field(request["format"], request["pin"], fill)
        sealed = seal(request, field, bound, {})
        opened = unseal(request | {"encrypted": sealed.hex()}, bound, {})
        if read_pin_field(request["format"], opened) != request["pin"]:
            raise Refused("block_invalid")
        return OPENS
    return {"encrypted": seal(request, field, bound, {}).hex()}


def library_decrypt(request):
    try:
        bound = pan_field(request["format"], request.get("pan"), False)
    except Refused as refusal:
        raise NotMine(f"{refusal} is found before any cipher runs") from None
    sealed = unhex(request["encrypted"])
    size = BLOCK_BYTES[request["format"]]
    if len(sealed) != size and len(sealed) % size == 0:
        raise NotMine("the cipher takes any number of whole blocks")
    return {"pin": read_pin_field(request["format"], unseal(request, bound, {}))}
