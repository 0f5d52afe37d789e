"""Symmetric keys: kinds, rules, check values, and the block ciphers of the package `cryptography`."""

import warnings

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.cmac import CMAC

from outcome import NotMine, Refused, unhex

LENGTHS = {"tdes2": 16, "tdes3": 24, "aes128": 16, "aes192": 24, "aes256": 32}
METHODS = {"tdes": "tdes", "aes_cmac": "aes", "aes_ecb": "aes"}

# Each half of a DES key schedule is constant for these byte pairs (first four bytes, last four bytes; parity bits as
# usual). A key that alternates two of them is weak when they are equal and semi-weak when they differ: 4 + 12 keys.
_HALVES = ((0x01, 0x01), (0x1F, 0x0E), (0xE0, 0xF1), (0xFE, 0xFE))


def without_parity(key):
    return bytes(byte & 0xFE for byte in key)


WEAK_DES = frozenset(
    without_parity(bytes((a[0], b[0]) * 2 + (a[1], b[1]) * 2)) for a in _HALVES for b in _HALVES
)


def is_weak(kind, key):
    if kind.startswith("aes"):
        return len(set(key)) == 1
    parts = [without_parity(key[at : at + 8]) for at in range(0, len(key), 8)]
    # K1 = K2 or K2 = K3 leaves single DES; K1 = K3 is keying option 2 and no fault.
    return any(part in WEAK_DES for part in parts) or any(a == b for a, b in zip(parts, parts[1:]))


def check_key(kind, key):
    if len(key) != LENGTHS[kind]:
        raise Refused("key_length")
    if is_weak(kind, key):
        raise Refused("key_weak")


def expand(key):
    """K1|K2 becomes K1|K2|K1; every other length stays, for the library to take or refuse."""
    return key + key[:8] if len(key) == 16 else key


def _algorithm(kind, key):
    try:
        with warnings.catch_warnings():
            # The library still takes the 8 bytes of single DES, with a warning that helps nobody here.
            warnings.simplefilter("ignore")
            return TripleDES(expand(key)) if kind.startswith("tdes") else algorithms.AES(key)
    except ValueError:
        raise Refused("key_length") from None


def _run(context, data):
    try:
        return context.update(data) + context.finalize()
    except ValueError:
        raise Refused("block_length") from None


def encrypt(kind, key, data):
    return _run(Cipher(_algorithm(kind, key), modes.ECB()).encryptor(), data)


def decrypt(kind, key, data):
    return _run(Cipher(_algorithm(kind, key), modes.ECB()).decryptor(), data)


def check_value_of(kind, key, method):
    if method == "aes_cmac":
        mac = CMAC(_algorithm(kind, key))
        mac.update(bytes(16))
        return mac.finalize()[:5].hex()
    return encrypt(kind, key, bytes(16 if method == "aes_ecb" else 8))[:3].hex()


def unwrapped_check_value(kind, key):
    """The check value that goes with an unwrapped key; `any` names no kind and so has none."""
    if kind == "any":
        return None
    return check_value_of(kind, key, "tdes" if kind.startswith("tdes") else "aes_cmac")


def judge_check_value(request, steps, lenient=False):
    kind, method, key = request["kind"], request["method"], unhex(request["key"])
    if not kind.startswith(METHODS[method]):
        raise Refused("message")
    check_key(kind, key)
    if kind.startswith("tdes"):
        steps["expanded_key"] = expand(key).hex()
    return {"check_value": check_value_of(kind, key, method)}


def library_check_value(request):
    """`cryptography` on the key as it is: it knows no kinds and no weak keys."""
    return {"check_value": check_value_of(request["kind"], unhex(request["key"]), request["method"])}


def written_check_value(request):
    """The plain code here holds the rules only; the ciphers are the library's."""
    judge_check_value(request, {})
    raise NotMine("a check value needs a cipher, and no cipher is written here")
