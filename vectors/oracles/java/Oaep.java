import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/** tzpk.unwrap and public_key.check: plain RSAES-OAEP over BigInteger, and the JDK beside it. */
final class Oaep {
    private static final Map<String, String> HASHES =
            Map.of("sha1", "SHA-1", "sha256", "SHA-256", "sha384", "SHA-384", "sha512", "SHA-512");
    private static final Map<String, PrivateKey> LOADED = new HashMap<>();

    private Oaep() {}

    private static MessageDigest hash(String name) throws GeneralSecurityException {
        return MessageDigest.getInstance(HASHES.get(name));
    }

    /** RFC 8017, appendix B.2.1. */
    private static byte[] mgf1(byte[] seed, int length, String name) throws GeneralSecurityException {
        MessageDigest digest = hash(name);
        byte[] mask = new byte[0];
        for (int counter = 0; mask.length < length; counter++) {
            digest.update(seed);
            mask = Bytes.concat(mask, digest.digest(Bytes.fixed(BigInteger.valueOf(counter), 4)));
        }
        return Arrays.copyOf(mask, length);
    }

    static PrivateKey load(String pkcs8) throws GeneralSecurityException {
        PrivateKey key = LOADED.get(pkcs8);
        if (key == null) {
            key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(Bytes.unhex(pkcs8)));
            LOADED.put(pkcs8, key);
        }
        return key;
    }

    /** c^d mod n by the remainder theorem, because 4096-bit cases are many. */
    private static BigInteger power(Map<String, BigInteger> key, BigInteger c) {
        BigInteger p = key.get("p");
        BigInteger q = key.get("q");
        BigInteger low = c.modPow(key.get("dq"), q);
        BigInteger high = c.modPow(key.get("dp"), p).subtract(low).multiply(key.get("qi")).mod(p);
        return low.add(high.multiply(q));
    }

    /** RSAES-OAEP-DECRYPT, RFC 8017, section 7.1.2. The lenient form pads a short ciphertext on the left, as the JDK does. */
    private static byte[] open(Request request, Map<String, Object> steps, boolean lenient) throws GeneralSecurityException {
        Map<String, BigInteger> key = Der.readPkcs8(request.object("key").bytes("pkcs8"));
        BigInteger n = key.get("n");
        Der.checkNumbers(n, key.get("e"));
        Request scheme = request.object("scheme");
        byte[] labelHash = hash(scheme.text("hash")).digest(scheme.bytes("label"));
        steps.put("lhash", Bytes.hex(labelHash));
        int size = (n.bitLength() + 7) / 8;
        byte[] wrapped = request.bytes("wrapped");
        if (wrapped.length != size && !(lenient && wrapped.length < size)) {
            throw new Refused("ciphertext_length");
        }
        BigInteger c = new BigInteger(1, wrapped);
        if (c.compareTo(n) >= 0) {
            throw new Refused("unwrap_failed");
        }
        byte[] em = Bytes.fixed(power(key, c), size);
        int width = labelHash.length;
        byte[] maskedSeed = Arrays.copyOfRange(em, 1, 1 + width);
        byte[] maskedDb = Arrays.copyOfRange(em, 1 + width, size);
        byte[] seed = Bytes.xor(maskedSeed, mgf1(maskedDb, width, scheme.text("mgf_hash")));
        byte[] db = Bytes.xor(maskedDb, mgf1(seed, maskedDb.length, scheme.text("mgf_hash")));
        steps.put("em", Bytes.hex(em));
        steps.put("masked_seed", Bytes.hex(maskedSeed));
        steps.put("masked_db", Bytes.hex(maskedDb));
        steps.put("seed", Bytes.hex(seed));
        steps.put("db", Bytes.hex(db));
        boolean good = em[0] == 0 && Arrays.equals(Arrays.copyOf(db, width), labelHash);
        int one = width;
        while (one < db.length && db[one] != 1) {
            good &= db[one] == 0;
            one++;
        }
        if (one == db.length) {
            throw new Refused("unwrap_failed");
        }
        byte[] payload = Arrays.copyOfRange(db, one + 1, db.length);
        steps.put("ps", Bytes.hex(Arrays.copyOfRange(db, width, one)));
        steps.put("payload", Bytes.hex(payload));
        if (!good) {
            throw new Refused("unwrap_failed");
        }
        return payload;
    }

    /** The output for a payload of a length that {@code expect} allows; weak keys pass. {@code any} names no kind: no check value. */
    private static Object fit(byte[] payload, String expect) throws GeneralSecurityException {
        Set<Integer> lengths = expect.equals("any") ? Set.of(16, 24, 32) : Set.of(Keys.length(expect));
        if (!lengths.contains(payload.length)) {
            throw new Refused("unwrap_failed");
        }
        Map<String, Object> output = new LinkedHashMap<>();
        output.put("tzpk", Bytes.hex(payload));
        if (!expect.equals("any")) {
            output.put("check_value", Keys.checkValue(expect, payload, Keys.unwrappedMethod(expect)));
        }
        return output;
    }

    static Object judgeUnwrap(Request request, Map<String, Object> steps, boolean lenient) throws GeneralSecurityException {
        return fit(open(request, steps, lenient), request.text("expect"));
    }

    /** The transformation by name alone would leave MGF1 on SHA-1, so every parameter is spelled out. */
    static Object jcaUnwrap(Request request) throws GeneralSecurityException {
        Request scheme = request.object("scheme");
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        OAEPParameterSpec spec = new OAEPParameterSpec(
                HASHES.get(scheme.text("hash")),
                "MGF1",
                new MGF1ParameterSpec(HASHES.get(scheme.text("mgf_hash"))),
                new PSource.PSpecified(scheme.bytes("label")));
        PrivateKey key = load(request.object("key").text("pkcs8"));
        cipher.init(Cipher.DECRYPT_MODE, key, spec);
        byte[] wrapped = request.bytes("wrapped");
        byte[] payload;
        try {
            payload = cipher.doFinal(wrapped);
        } catch (IllegalBlockSizeException tooLong) {
            throw new Refused("ciphertext_length");
        } catch (BadPaddingException refusal) {
            if (wrapped.length < (((RSAKey) key).getModulus().bitLength() + 7) / 8) {
                throw new NotMine("the JDK pads a short ciphertext, and so does not refuse it for its length");
            }
            throw new Refused("unwrap_failed");
        }
        try {
            return fit(payload, request.text("expect"));
        } catch (Refused here) {
            throw new NotMine("the JDK decrypts it: which lengths a key may have is a rule of the protocol");
        }
    }

    /** Raw RSA with the JDK: the EM of a step must also be what the JDK computes. */
    static String jcaRaw(String pkcs8, byte[] wrapped) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("RSA/ECB/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, load(pkcs8));
        return Bytes.hex(cipher.doFinal(wrapped));
    }

    /** The DER of {@code spki}, or of {@code text}, which travels as bare base64 (RFC 4648, section 4) in its one canonical form. */
    private static byte[] spki(Request request) {
        if (request.has("spki") == request.has("text")) {
            throw new Refused("message");
        }
        if (request.has("spki")) {
            return request.bytes("spki");
        }
        String text = request.text("text");
        try {
            byte[] data = Base64.getDecoder().decode(text);
            // The decoder does without padding and ignores stray bits in the last character; encoding again does not.
            if (Base64.getEncoder().encodeToString(data).equals(text)) {
                return data;
            }
        } catch (IllegalArgumentException notBase64) {
            // the same refusal as below
        }
        throw new Refused("encoding");
    }

    static Object judgePublicKey(Request request, Map<String, Object> steps, boolean lenient) {
        Der.PublicKey key = Der.readSpki(spki(request));
        steps.put("modulus", Bytes.hex(Bytes.shortest(key.n())));
        steps.put("exponent", Bytes.hex(Bytes.shortest(key.e())));
        return Map.of();
    }

    /** The JDK reads the DER; what it does not mind stands in the README. */
    static Object jcaPublicKey(Request request) throws GeneralSecurityException {
        byte[] data = spki(request);
        RSAPublicKey key;
        try {
            key = (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(data));
        } catch (InvalidKeySpecException refusal) {
            throw new Refused("key_invalid");
        }
        Der.PublicKey expected;
        try {
            expected = Der.readSpki(data);
        } catch (Refused onlyHere) {
            return Map.of();
        }
        // A key read differently is no agreement.
        if (!expected.equals(new Der.PublicKey(key.getModulus(), key.getPublicExponent()))) {
            throw new Refused("key_invalid");
        }
        return Map.of();
    }
}
