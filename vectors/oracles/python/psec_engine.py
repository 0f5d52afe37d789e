"""py-psec: the pin block functions of the package `psec`, which were written from the standard by others."""

import warnings
from contextlib import contextmanager

import blocks
import psec
from outcome import OPENS, NotMine, Refused, unhex


class _GivenChoices:
    """Stands in for the module `secrets` inside psec.pinblock and deals out given fill digits.

    psec always draws ten format 3 digits and uses the first ones, so what lies behind the given fill is never seen.
    """

    def __init__(self, fill):
        self.digits = iter(fill.upper().ljust(10, "A"))

    def choice(self, _alphabet):
        return next(self.digits)


@contextmanager
def given_fill(fill):
    """psec draws its own fill; with a given one its two sources of randomness are replaced for one call."""
    module = psec.pinblock
    saved = module._secrets, module._urandom
    if fill is not None:
        module._secrets, module._urandom = _GivenChoices(fill), lambda _count: bytes.fromhex(fill)
    try:
        yield
    finally:
        module._secrets, module._urandom = saved


# How psec's errors begin, and what that is in the protocol's classes. Any other error is news and gets reported.
_ERRORS = {
    "PIN must be": ("pin_charset", "pin_length"),
    "PAN must be": ("pan_charset", "pan_length"),
    "Invalid key size": ("key_length",),
    "Data length": ("block_length",),
    "PIN block must be": ("block_length",),
    "PIN field must be": ("block_length",),
    "PIN block is not": ("block_invalid",),
    "PIN block filler": ("block_invalid",),
    "PIN length must be": ("block_invalid",),
    "PIN is not numeric": ("block_invalid",),
}


def _in_our_words(function):
    def call(request):
        try:
            with warnings.catch_warnings():
                # psec hands 16-byte keys to `cryptography` as they are, which warns.
                warnings.simplefilter("ignore")
                return function(request)
        except ValueError as error:
            for start, classes in _ERRORS.items():
                if str(error).startswith(start):
                    raise Refused(*classes) from None
            raise

    return call


def _encode(request):
    fmt, pin = request["format"], request["pin"]
    with given_fill(request.get("fill")):
        if fmt == "iso2":
            return psec.pinblock.encode_pinblock_iso_2(pin)
        if fmt == "iso4":
            return psec.pinblock.encode_pin_field_iso_4(pin)
        return getattr(psec.pinblock, f"encode_pinblock_{fmt[:3]}_{fmt[3]}")(pin, request["pan"])


def _decode(request, block):
    fmt = request["format"]
    if fmt == "iso2":
        return psec.pinblock.decode_pinblock_iso_2(block)
    if fmt == "iso4":
        return psec.pinblock.decode_pin_field_iso_4(block)
    return getattr(psec.pinblock, f"decode_pinblock_{fmt[:3]}_{fmt[3]}")(block, request["pan"])


def _need(request, bound):
    """What psec cannot be asked: `bound` are the formats for which its function takes a PAN."""
    if request["format"] == "iso1":
        raise NotMine("psec has no format 1")
    if request["format"] in bound and request.get("pan") is None:
        raise NotMine("psec cannot be called without a PAN")


def _is_free(request):
    return request["format"] in blocks.FREE_FILL and request.get("fill") is None


def _opened(pin, request):
    """There and back with a fill that psec drew."""
    if pin != request["pin"]:
        raise Refused("block_invalid")
    return OPENS


@_in_our_words
def encode(request):
    _need(request, bound=("iso0", "iso3", "iso4"))
    block = _encode(request)
    output = {"block": block.hex()}
    if request["format"] == "iso4":
        pan_field = psec.pinblock.encode_pan_field_iso_4(request["pan"])
        output = {"pin_field": block.hex(), "pan_field": pan_field.hex()}
    return _opened(_decode(request, block), request) if _is_free(request) else output


@_in_our_words
def decode(request):
    _need(request, bound=("iso0", "iso3"))
    return {"pin": _decode(request, unhex(request["pin_field" if request["format"] == "iso4" else "block"]))}


def _decrypt(request, sealed):
    key = unhex(request["key"])
    if request["format"] == "iso4":
        return psec.pinblock.decipher_pinblock_iso_4(key, sealed, request["pan"])
    return _decode(request, psec.des.decrypt_tdes_ecb(key, sealed))


@_in_our_words
def encrypt(request):
    _need(request, bound=("iso0", "iso3", "iso4"))
    key = unhex(request["key"])
    if request["format"] == "iso4":
        with given_fill(request.get("fill")):
            sealed = psec.pinblock.encipher_pinblock_iso_4(key, request["pin"], request["pan"])
    else:
        sealed = psec.des.encrypt_tdes_ecb(key, _encode(request))
    return _opened(_decrypt(request, sealed), request) if _is_free(request) else {"encrypted": sealed.hex()}


@_in_our_words
def decrypt(request):
    _need(request, bound=("iso0", "iso3", "iso4"))
    return {"pin": _decrypt(request, unhex(request["encrypted"]))}
