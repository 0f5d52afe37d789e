"""tzpk.unwrap and public_key.check: plain RSAES-OAEP over integers, and the package `cryptography` beside it."""

import base64
import hashlib
from functools import lru_cache

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_der_public_key

import der
import keys
from outcome import NotMine, Refused, unhex, xor

HASHES = {"sha1": hashes.SHA1, "sha256": hashes.SHA256, "sha384": hashes.SHA384, "sha512": hashes.SHA512}


def mgf1(seed, length, name):
    """RFC 8017, appendix B.2.1."""
    mask = b""
    while len(mask) < length:
        counter = (len(mask) // hashlib.new(name).digest_size).to_bytes(4, "big")
        mask += hashlib.new(name, seed + counter).digest()
    return mask[:length]


def private_power(key, c):
    """c^d mod n by the remainder theorem, because 4096-bit cases are many."""
    high, low = pow(c, key["dp"], key["p"]), pow(c, key["dq"], key["q"])
    return low + (high - low) * key["qi"] % key["p"] * key["q"]


def open_payload(request, steps, lenient):
    """RSAES-OAEP-DECRYPT, RFC 8017, section 7.1.2. The lenient form pads a short ciphertext on the left, as Java does."""
    key = der.read_pkcs8(unhex(request["key"]["pkcs8"]))
    der.check_numbers(key["n"], key["e"])
    scheme = request["scheme"]
    label_hash = hashlib.new(scheme["hash"], unhex(scheme["label"])).digest()
    steps["lhash"] = label_hash.hex()
    size = (key["n"].bit_length() + 7) // 8
    wrapped = unhex(request["wrapped"])
    if lenient:
        wrapped = wrapped.rjust(size, b"\0")
    if len(wrapped) != size:
        raise Refused("ciphertext_length")
    c = int.from_bytes(wrapped, "big")
    if c >= key["n"]:
        raise Refused("unwrap_failed")
    em = private_power(key, c).to_bytes(size, "big")
    width = len(label_hash)
    masked_seed, masked_db = em[1 : 1 + width], em[1 + width :]
    seed = xor(masked_seed, mgf1(masked_db, width, scheme["mgf_hash"]))
    db = xor(masked_db, mgf1(seed, len(masked_db), scheme["mgf_hash"]))
    for name, value in (("em", em), ("masked_seed", masked_seed), ("masked_db", masked_db), ("seed", seed), ("db", db)):
        steps[name] = value.hex()
    padding_string, separator, payload = db[width:].partition(b"\x01")
    if separator:
        steps["ps"], steps["payload"] = padding_string.hex(), payload.hex()
    if em[0] != 0 or db[:width] != label_hash or not separator or any(padding_string):
        raise Refused("unwrap_failed")
    return payload


def fit(payload, expect):
    """The output for a payload of a length that `expect` allows; weak keys pass."""
    if len(payload) not in ({16, 24, 32} if expect == "any" else {keys.LENGTHS[expect]}):
        raise Refused("unwrap_failed")
    output = {"tzpk": payload.hex()}
    check_value = keys.unwrapped_check_value(expect, payload)
    return output if check_value is None else output | {"check_value": check_value}


def judge_unwrap(request, steps, lenient=False):
    return fit(open_payload(request, steps, lenient), request["expect"])


@lru_cache(maxsize=32)
def library_key(pkcs8):
    # Loading checks the primes again, which costs more than all the decryptions of a file.
    return load_der_private_key(bytes.fromhex(pkcs8), password=None)


def library_unwrap(request):
    scheme = request["scheme"]
    oaep = padding.OAEP(
        mgf=padding.MGF1(HASHES[scheme["mgf_hash"]]()),
        algorithm=HASHES[scheme["hash"]](),
        label=bytes.fromhex(scheme["label"]) or None,
    )
    try:
        payload = library_key(request["key"]["pkcs8"]).decrypt(unhex(request["wrapped"]), oaep)
    except ValueError as error:
        raise Refused("ciphertext_length" if "length" in str(error) else "unwrap_failed") from None
    try:
        return fit(payload, request["expect"])
    except Refused:
        raise NotMine("it decrypts: which lengths a key may have is a rule of the protocol") from None


def spki_of(request):
    """The DER of `spki`, or of `text`, which travels as bare base64 (RFC 4648, section 4) in its one canonical form."""
    if ("spki" in request) == ("text" in request):
        raise Refused("message")
    if "spki" in request:
        return unhex(request["spki"])
    try:
        data = base64.b64decode(request["text"], validate=True)
    except ValueError:
        raise Refused("encoding") from None
    # The decoder lets stray bits in the last character pass; encoding again does not.
    if base64.b64encode(data).decode() != request["text"]:
        raise Refused("encoding")
    return data


def judge_public_key(request, steps, lenient=False):
    n, e = der.read_spki(spki_of(request))
    steps["modulus"] = n.to_bytes(n.bit_length() // 8, "big").hex()
    steps["exponent"] = e.to_bytes((e.bit_length() + 7) // 8, "big").hex()
    return {}


def library_public_key(request):
    """`cryptography` reads the DER; what it does not mind stands in the README."""
    data = spki_of(request)
    try:
        key = load_der_public_key(data)
    except (ValueError, UnsupportedAlgorithm):
        raise Refused("key_invalid") from None
    if not isinstance(key, rsa.RSAPublicKey):
        raise Refused("key_invalid")
    # The numbers must be the ones read here: a key read differently is no agreement.
    try:
        expected = der.read_spki(data)
    except Refused:
        return {}
    numbers = key.public_numbers()
    if (numbers.n, numbers.e) != expected:
        raise Refused("key_invalid")
    return {}
