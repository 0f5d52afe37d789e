import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The little DER that RSA keys need, read strictly: one encoding per value, nothing left over. */
final class Der {
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int NULL = 0x05;
    private static final int OID = 0x06;
    private static final int SEQUENCE = 0x30;
    private static final byte[] RSA_ENCRYPTION = Bytes.unhex("2a864886f70d010101");

    private final byte[] data;
    private int at;

    private Der(byte[] data) {
        this.data = data;
    }

    record PublicKey(BigInteger n, BigInteger e) {}

    private static void require(boolean condition) {
        if (!condition) {
            throw new Refused("key_invalid");
        }
    }

    private int octet() {
        require(at < data.length);
        return data[at++] & 0xFF;
    }

    /** The content of the next element, which must have this tag. */
    private byte[] take(int tag) {
        require(octet() == tag);
        int length = octet();
        if (length >= 0x80) {
            int count = length - 0x80;
            // None is the indefinite form; more than three bytes would be a key of 16 MiB.
            require(count >= 1 && count <= 3);
            length = 0;
            for (int i = 0; i < count; i++) {
                length = length << 8 | octet();
            }
            // Shortest form only: no leading zero, and long form only where the short one does not reach.
            require(length >= 0x80 && length >> (8 * (count - 1)) != 0);
        }
        require(length <= data.length - at);
        at += length;
        return Arrays.copyOfRange(data, at - length, at);
    }

    /** A non-negative INTEGER without needless leading zeros. */
    private BigInteger integer() {
        byte[] content = take(INTEGER);
        require(content.length > 0 && content[0] >= 0);
        require(content.length == 1 || content[0] != 0 || content[1] < 0);
        return new BigInteger(content);
    }

    private Der sequence() {
        return new Der(take(SEQUENCE));
    }

    private void end() {
        require(at == data.length);
    }

    /** rsaEncryption with its NULL (RFC 3279, section 2.3.1). */
    private void rsaAlgorithm() {
        Der algorithm = sequence();
        require(Arrays.equals(algorithm.take(OID), RSA_ENCRYPTION));
        require(algorithm.take(NULL).length == 0);
        algorithm.end();
    }

    static void checkNumbers(BigInteger n, BigInteger e) {
        require(Set.of(2048, 3072, 4096).contains(n.bitLength()) && n.testBit(0));
        require(e.testBit(0) && e.bitLength() <= 32 && e.longValueExact() >= 65537);
    }

    /** The numbers of the SubjectPublicKeyInfo of an acceptable RSA key. */
    static PublicKey readSpki(byte[] spki) {
        Der outer = new Der(spki);
        Der info = outer.sequence();
        outer.end();
        info.rsaAlgorithm();
        byte[] bits = info.take(BIT_STRING);
        info.end();
        require(bits.length > 0 && bits[0] == 0);
        Der body = new Der(Arrays.copyOfRange(bits, 1, bits.length));
        Der numbers = body.sequence();
        body.end();
        PublicKey key = new PublicKey(numbers.integer(), numbers.integer());
        numbers.end();
        checkNumbers(key.n, key.e);
        return key;
    }

    /** The numbers of RSAPrivateKey (RFC 8017, appendix A.1.2) under their JWK names. The size is not judged here. */
    static Map<String, BigInteger> readPkcs8(byte[] pkcs8) {
        Der outer = new Der(pkcs8);
        Der info = outer.sequence();
        outer.end();
        require(info.integer().signum() == 0);
        info.rsaAlgorithm();
        Der body = new Der(info.take(OCTET_STRING));
        info.end();
        Der numbers = body.sequence();
        body.end();
        require(numbers.integer().signum() == 0);
        Map<String, BigInteger> key = new LinkedHashMap<>();
        for (String name : new String[] {"n", "e", "d", "p", "q", "dp", "dq", "qi"}) {
            key.put(name, numbers.integer());
        }
        numbers.end();
        return key;
    }
}
