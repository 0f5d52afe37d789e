import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.SecretKeySpec;

/** Symmetric keys: kinds, rules, check values; the block ciphers are the JDK's, CMAC is written here because the JDK has none. */
final class Keys {
    private static final Map<String, Integer> LENGTHS = Map.of("tdes2", 16, "tdes3", 24, "aes128", 16, "aes192", 24, "aes256", 32);
    private static final Map<String, String> METHODS = Map.of("tdes", "tdes", "aes_cmac", "aes", "aes_ecb", "aes");

    /** The 4 weak and 12 semi-weak DES keys as NIST SP 800-67, section 3.4.2 lists them. */
    private static final Set<String> WEAK_DES = Set.of(
            "0101010101010101", "fefefefefefefefe", "e0e0e0e0f1f1f1f1", "1f1f1f1f0e0e0e0e",
            "011f011f010e010e", "1f011f010e010e01", "01e001e001f101f1", "e001e001f101f101",
            "01fe01fe01fe01fe", "fe01fe01fe01fe01", "1fe01fe00ef10ef1", "e01fe01ff10ef10e",
            "1ffe1ffe0efe0efe", "fe1ffe1ffe0efe0e", "e0fee0fef1fef1fe", "fee0fee0fef1fef1");

    private Keys() {}

    static int length(String kind) {
        return LENGTHS.get(kind);
    }

    static boolean isTdes(String kind) {
        length(kind); // an unknown kind is no AES
        return kind.startsWith("tdes");
    }

    /** Eight bytes of the key with odd parity, so that they can be compared. */
    private static byte[] oddParity(byte[] key, int from) {
        byte[] out = Arrays.copyOfRange(key, from, from + 8);
        for (int i = 0; i < 8; i++) {
            int high = out[i] & 0xFE;
            out[i] = (byte) (high | (Integer.bitCount(high) + 1) & 1);
        }
        return out;
    }

    static boolean isWeak(String kind, byte[] key) {
        if (!isTdes(kind)) {
            byte[] same = new byte[key.length];
            Arrays.fill(same, key[0]);
            return Arrays.equals(key, same);
        }
        byte[] before = null;
        for (int from = 0; from < key.length; from += 8) {
            byte[] part = oddParity(key, from);
            // K1 = K2 or K2 = K3 leaves single DES; K1 = K3 is keying option 2 and no fault.
            if (WEAK_DES.contains(Bytes.hex(part)) || Arrays.equals(part, before)) {
                return true;
            }
            before = part;
        }
        return false;
    }

    static void check(String kind, byte[] key) {
        if (key.length != length(kind)) {
            throw new Refused("key_length");
        }
        if (isWeak(kind, key)) {
            throw new Refused("key_weak");
        }
    }

    /** K1|K2 becomes K1|K2|K1; every other length stays, for the JDK to take or refuse. */
    static byte[] expand(byte[] key) {
        return key.length == 16 ? Bytes.concat(key, Arrays.copyOf(key, 8)) : key;
    }

    private static byte[] run(int mode, String kind, byte[] key, byte[] data) throws GeneralSecurityException {
        boolean tdes = isTdes(kind);
        Cipher cipher = Cipher.getInstance(tdes ? "DESede/ECB/NoPadding" : "AES/ECB/NoPadding");
        try {
            cipher.init(mode, new SecretKeySpec(tdes ? expand(key) : key, tdes ? "DESede" : "AES"));
            return cipher.doFinal(data);
        } catch (InvalidKeyException | IllegalArgumentException wrongKey) {
            throw new Refused("key_length");
        } catch (IllegalBlockSizeException wrongData) {
            throw new Refused("block_length");
        }
    }

    static byte[] encrypt(String kind, byte[] key, byte[] data) throws GeneralSecurityException {
        return run(Cipher.ENCRYPT_MODE, kind, key, data);
    }

    static byte[] decrypt(String kind, byte[] key, byte[] data) throws GeneralSecurityException {
        return run(Cipher.DECRYPT_MODE, kind, key, data);
    }

    /** Multiplication by x in GF(2^128), NIST SP 800-38B, section 6.1. */
    private static byte[] doubled(byte[] block) {
        byte[] out = new byte[16];
        for (int i = 0; i < 16; i++) {
            int next = i < 15 ? (block[i + 1] & 0xFF) >> 7 : 0;
            out[i] = (byte) (block[i] << 1 | next);
        }
        if (block[0] < 0) {
            out[15] ^= (byte) 0x87;
        }
        return out;
    }

    /** CMAC of one block of 16 zero bytes: a whole block, so the first subkey and no padding. */
    private static byte[] cmacOfZeroBlock(String kind, byte[] key) throws GeneralSecurityException {
        return encrypt(kind, key, doubled(encrypt(kind, key, new byte[16])));
    }

    static String checkValue(String kind, byte[] key, String method) throws GeneralSecurityException {
        return switch (method) {
            case "tdes" -> Bytes.hex(Arrays.copyOf(encrypt(kind, key, new byte[8]), 3));
            case "aes_ecb" -> Bytes.hex(Arrays.copyOf(encrypt(kind, key, new byte[16]), 3));
            case "aes_cmac" -> Bytes.hex(Arrays.copyOf(cmacOfZeroBlock(kind, key), 5));
            default -> throw new IllegalStateException("unknown check value method " + method);
        };
    }

    static String unwrappedMethod(String kind) {
        return isTdes(kind) ? "tdes" : "aes_cmac";
    }

    private static boolean fits(Request request) {
        return METHODS.get(request.text("method")).equals(isTdes(request.text("kind")) ? "tdes" : "aes");
    }

    static Object judgeCheckValue(Request request, Map<String, Object> steps, boolean lenient) throws GeneralSecurityException {
        String kind = request.text("kind");
        byte[] key = request.bytes("key");
        if (!fits(request)) {
            throw new Refused("message");
        }
        check(kind, key);
        if (isTdes(kind)) {
            steps.put("expanded_key", Bytes.hex(expand(key)));
        }
        return Map.of("check_value", checkValue(kind, key, request.text("method")));
    }

    /** The JDK on the key as it is: it knows no kinds, no weak keys and no CMAC. */
    static Object jcaCheckValue(Request request) throws GeneralSecurityException {
        String method = request.text("method");
        if (method.equals("aes_cmac")) {
            throw new NotMine("the JDK has no CMAC");
        }
        return Map.of("check_value", checkValue(request.text("kind"), request.bytes("key"), method));
    }

    /** Written here are the rules and CMAC, but no cipher. */
    static Object writtenCheckValue(Request request) throws GeneralSecurityException {
        Object output = judgeCheckValue(request, new HashMap<>(), false);
        if (!request.text("method").equals("aes_cmac")) {
            throw new NotMine("this check value is one call of a cipher, and no cipher is written here");
        }
        return output;
    }
}
