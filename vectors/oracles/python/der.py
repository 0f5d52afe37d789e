"""The little DER that RSA keys need, read strictly: one encoding per value, nothing left over."""

from outcome import Refused

INTEGER, BIT_STRING, OCTET_STRING, NULL, OID, SEQUENCE = 0x02, 0x03, 0x04, 0x05, 0x06, 0x30
RSA_ENCRYPTION = bytes.fromhex("2a864886f70d010101")
MODULUS_BITS = (2048, 3072, 4096)


class Reader:
    def __init__(self, data):
        self.rest = data

    def take(self, tag):
        """The content of the next element, which must have this tag."""
        if len(self.rest) < 2 or self.rest[0] != tag:
            raise Refused("key_invalid")
        length, start = self.rest[1], 2
        if length >= 0x80:
            count = length & 0x7F
            start = 2 + count
            length = int.from_bytes(self.rest[2:start], "big")
            # The long form must be needed and must have no leading zero; 0x80 (indefinite) fails here too.
            if not 1 <= count <= 4 or len(self.rest) < start or length < 0x80 or self.rest[2] == 0:
                raise Refused("key_invalid")
        if len(self.rest) < start + length:
            raise Refused("key_invalid")
        content, self.rest = self.rest[start : start + length], self.rest[start + length :]
        return content

    def integer(self):
        """A non-negative INTEGER without needless leading zeros."""
        content = self.take(INTEGER)
        if not content or content[0] & 0x80:
            raise Refused("key_invalid")
        if len(content) > 1 and content[0] == 0 and not content[1] & 0x80:
            raise Refused("key_invalid")
        return int.from_bytes(content, "big")

    def sequence(self):
        return Reader(self.take(SEQUENCE))

    def end(self):
        if self.rest:
            raise Refused("key_invalid")

    def rsa_algorithm(self):
        """rsaEncryption with its NULL (RFC 3279, section 2.3.1)."""
        algorithm = self.sequence()
        if algorithm.take(OID) != RSA_ENCRYPTION or algorithm.take(NULL) != b"":
            raise Refused("key_invalid")
        algorithm.end()


def check_numbers(n, e):
    if n.bit_length() not in MODULUS_BITS or n % 2 == 0:
        raise Refused("key_invalid")
    if e % 2 == 0 or not 65537 <= e < 2**32:
        raise Refused("key_invalid")


def read_spki(data):
    """(n, e) of the SubjectPublicKeyInfo of an acceptable RSA key."""
    outer = Reader(data)
    info = outer.sequence()
    outer.end()
    info.rsa_algorithm()
    bits = info.take(BIT_STRING)
    info.end()
    if bits[:1] != b"\0":
        raise Refused("key_invalid")
    body = Reader(bits[1:])
    numbers = body.sequence()
    body.end()
    n, e = numbers.integer(), numbers.integer()
    numbers.end()
    check_numbers(n, e)
    return n, e


def read_pkcs8(data):
    """The eight numbers of RSAPrivateKey (RFC 8017, appendix A.1.2) under their JWK names. The size is not judged here."""
    outer = Reader(data)
    info = outer.sequence()
    outer.end()
    if info.integer() != 0:
        raise Refused("key_invalid")
    info.rsa_algorithm()
    body = Reader(info.take(OCTET_STRING))
    info.end()
    numbers = body.sequence()
    body.end()
    if numbers.integer() != 0:
        raise Refused("key_invalid")
    key = {name: numbers.integer() for name in ("n", "e", "d", "p", "q", "dp", "dq", "qi")}
    numbers.end()
    return key
