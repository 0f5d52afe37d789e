import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;

/** Hex as it stands in a request, and small operations on byte arrays. */
final class Bytes {
    private Bytes() {}

    static byte[] unhex(String text) {
        // HexFormat would also take upper case.
        if (!text.matches("(?:[0-9a-f]{2})*")) {
            throw new Refused("encoding");
        }
        return HexFormat.of().parseHex(text);
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    static byte[] xor(byte[] left, byte[] right) {
        if (left.length != right.length) {
            throw new IllegalArgumentException("XOR of different lengths");
        }
        byte[] out = new byte[left.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) (left[i] ^ right[i]);
        }
        return out;
    }

    static byte[] concat(byte[] head, byte[] tail) {
        byte[] out = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, out, head.length, tail.length);
        return out;
    }

    /** Big endian in exactly {@code size} bytes. */
    static byte[] fixed(BigInteger number, int size) {
        byte[] signed = number.toByteArray();
        byte[] out = new byte[size];
        int from = Math.max(0, signed.length - size);
        System.arraycopy(signed, from, out, size - (signed.length - from), signed.length - from);
        return out;
    }

    /** Big endian without leading zeros. */
    static byte[] shortest(BigInteger number) {
        return fixed(number, (number.bitLength() + 7) / 8);
    }
}
