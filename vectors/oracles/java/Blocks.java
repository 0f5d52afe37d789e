import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;

/** ISO 9564-1 formats 0 to 4 as plain code on nibbles, and their encryption under a session key. */
final class Blocks {
    /** The client draws the fill itself, so there is no single output to compare. */
    static final Object OPENS = "an output that only the client knows";

    private Blocks() {}

    /** What a format leaves to its fill: a fixed nibble, or the range of a free one; how wide it is; what enciphers it. */
    private record Format(int control, int lowestFill, int highestFill, boolean bindsPan, String cipher) {
        static Format of(String name) {
            return switch (name) {
                case "iso0" -> new Format(0, 15, 15, true, "tdes");
                case "iso1" -> new Format(1, 0, 15, false, "tdes");
                case "iso2" -> new Format(2, 15, 15, false, "none");
                case "iso3" -> new Format(3, 10, 15, true, "tdes");
                case "iso4" -> new Format(4, 10, 10, true, "aes");
                default -> throw new IllegalStateException("unknown format " + name);
            };
        }

        int bytes() {
            return control == 4 ? 16 : 8;
        }

        /** How many digits are the client's to draw: format 4 has 16 of them behind its fixed fill. */
        int free(int pinLength) {
            return control == 4 ? 16 : lowestFill == highestFill ? 0 : 14 - pinLength;
        }
    }

    private record Layout(byte[] pinField, byte[] panField) {}

    private static boolean onlyDigits(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    static void checkPin(String pin) {
        if (!onlyDigits(pin)) {
            throw new Refused("pin_charset");
        }
        if (pin.length() < 4 || pin.length() > 12) {
            throw new Refused("pin_length");
        }
    }

    static void checkPan(String pan, int shortest) {
        if (pan == null) {
            throw new Refused("message");
        }
        if (!onlyDigits(pan)) {
            throw new Refused("pan_charset");
        }
        if (pan.length() < shortest || pan.length() > 19) {
            throw new Refused("pan_length");
        }
    }

    private static byte[] pack(int[] nibbles) {
        byte[] out = new byte[nibbles.length / 2];
        for (int i = 0; i < out.length; i++) {
            out[i] = (byte) (nibbles[2 * i] << 4 | nibbles[2 * i + 1]);
        }
        return out;
    }

    private static int nibble(byte[] bytes, int index) {
        return (bytes[index / 2] >> (index % 2 == 0 ? 4 : 0)) & 15;
    }

    /** The field that the PAN (format 4: or its token) contributes; null where the format binds none. */
    private static byte[] panField(Format format, String pan, boolean lenient) {
        if (!format.bindsPan) {
            return null;
        }
        int[] nibbles = new int[2 * format.bytes()];
        if (format.control == 4) {
            checkPan(pan, 1);
            int digits = Math.max(12, pan.length());
            nibbles[0] = digits - 12;
            for (int i = 0; i < pan.length(); i++) {
                nibbles[1 + digits - pan.length() + i] = pan.charAt(i) - '0';
            }
            return pack(nibbles);
        }
        // Twelve digits to the left of the check digit. A lenient implementation fills up a PAN that has fewer with zeros.
        checkPan(pan, lenient ? 1 : 13);
        for (int from = pan.length() - 2, to = 15; from >= 0 && to >= 4; from--, to--) {
            nibbles[to] = pan.charAt(from) - '0';
        }
        return pack(nibbles);
    }

    /** Control nibble, length, PIN, fill; null where the format leaves fill free and none is given: the client draws it. */
    private static byte[] pinField(Format format, String pin, String fill) {
        int free = format.free(pin.length());
        if (fill == null && free > 0) {
            return null;
        }
        int[] nibbles = new int[2 * format.bytes()];
        nibbles[0] = format.control;
        nibbles[1] = pin.length();
        for (int i = 2; i < 16; i++) {
            nibbles[i] = i < 2 + pin.length() ? pin.charAt(i - 2) - '0' : format.highestFill;
        }
        String given = fill == null ? "" : fill;
        if (given.length() != free) {
            throw new Refused("message");
        }
        for (int i = 0; i < free; i++) {
            int digit = "0123456789abcdef".indexOf(given.charAt(i));
            if (digit < (format.control == 4 ? 0 : format.lowestFill)) {
                throw new Refused("message");
            }
            nibbles[nibbles.length - free + i] = digit;
        }
        return pack(nibbles);
    }

    static int bytes(String format) {
        return Format.of(format).bytes();
    }

    static int free(String format, int pinLength) {
        return Format.of(format).free(pinLength);
    }

    static boolean bindsPan(String format) {
        return Format.of(format).bindsPan;
    }

    static byte[] pinField(String format, String pin, String fill) {
        return pinField(Format.of(format), pin, fill);
    }

    static byte[] panField(String format, String pan) {
        return panField(Format.of(format), pan, false);
    }

    /** The PIN of a clear PIN field (for formats 0 and 3: after the PAN field is removed). */
    private static String readPinField(Format format, byte[] field) {
        int length = nibble(field, 1);
        boolean good = nibble(field, 0) == format.control && length >= 4 && length <= 12;
        StringBuilder pin = new StringBuilder();
        for (int i = 2; i < 16; i++) {
            int value = nibble(field, i);
            if (i < 2 + length) {
                good &= value <= 9;
                pin.append(value);
            } else {
                good &= value >= format.lowestFill && value <= format.highestFill;
            }
        }
        if (!good) {
            throw new Refused("block_invalid");
        }
        return pin.toString();
    }

    private static void note(Map<String, Object> steps, String name, byte[] value) {
        if (value != null) {
            steps.put(name, Bytes.hex(value));
        }
    }

    private static byte[] bind(byte[] field, byte[] panField) {
        return panField == null ? field : Bytes.xor(field, panField);
    }

    private static Layout layout(Request request, Map<String, Object> steps, boolean lenient) {
        Format format = Format.of(request.text("format"));
        checkPin(request.text("pin"));
        byte[] pan = panField(format, request.textOrNull("pan"), lenient);
        byte[] field = pinField(format, request.text("pin"), request.textOrNull("fill"));
        note(steps, "pin_field", field);
        note(steps, "pan_field", pan);
        return new Layout(field, pan);
    }

    static Object judgeEncode(Request request, Map<String, Object> steps, boolean lenient) {
        Layout layout = layout(request, steps, lenient);
        if (layout.pinField == null) {
            return OPENS;
        }
        if (request.text("format").equals("iso4")) {
            return Map.of("pin_field", Bytes.hex(layout.pinField), "pan_field", Bytes.hex(layout.panField));
        }
        byte[] block = bind(layout.pinField, layout.panField);
        note(steps, "block", block);
        return Map.of("block", Bytes.hex(block));
    }

    static Object judgeDecode(Request request, Map<String, Object> steps, boolean lenient) {
        Format format = Format.of(request.text("format"));
        // The PAN is no part of a clear format 4 PIN field.
        byte[] pan = format.control == 4 ? null : panField(format, request.textOrNull("pan"), lenient);
        byte[] block = request.bytes(format.control == 4 ? "pin_field" : "block");
        if (block.length != format.bytes()) {
            throw new Refused("block_length");
        }
        byte[] field = bind(block, pan);
        note(steps, "pin_field", field);
        note(steps, "pan_field", pan);
        return Map.of("pin", readPinField(format, field));
    }

    static void checkCombination(Request request) {
        String cipher = Keys.isTdes(request.text("kind")) ? "tdes" : "aes";
        if (!Format.of(request.text("format")).cipher.equals(cipher)) {
            throw new Refused("message");
        }
    }

    private static byte[] seal(Request request, Layout layout, Map<String, Object> steps) throws GeneralSecurityException {
        String kind = request.text("kind");
        byte[] key = request.bytes("key");
        if (request.text("format").equals("iso4")) {
            byte[] a = Keys.encrypt(kind, key, layout.pinField);
            byte[] b = Bytes.xor(a, layout.panField);
            note(steps, "intermediate_a", a);
            note(steps, "intermediate_b", b);
            return Keys.encrypt(kind, key, b);
        }
        byte[] block = bind(layout.pinField, layout.panField);
        note(steps, "block", block);
        return Keys.encrypt(kind, key, block);
    }

    /** The clear PIN field under an encrypted block. */
    private static byte[] unseal(Request request, byte[] sealed, byte[] pan, Map<String, Object> steps) throws GeneralSecurityException {
        String kind = request.text("kind");
        byte[] key = request.bytes("key");
        byte[] clear = Keys.decrypt(kind, key, sealed);
        if (request.text("format").equals("iso4")) {
            byte[] a = Bytes.xor(clear, pan);
            note(steps, "intermediate_b", clear);
            note(steps, "intermediate_a", a);
            return Keys.decrypt(kind, key, a);
        }
        note(steps, "block", clear);
        return bind(clear, pan);
    }

    private static void noteKey(Request request, Map<String, Object> steps) {
        if (Keys.isTdes(request.text("kind"))) {
            note(steps, "expanded_key", Keys.expand(request.bytes("key")));
        }
    }

    static Object judgeEncrypt(Request request, Map<String, Object> steps, boolean lenient) throws GeneralSecurityException {
        checkCombination(request);
        Layout layout = layout(request, steps, lenient);
        Keys.check(request.text("kind"), request.bytes("key"));
        noteKey(request, steps);
        return layout.pinField == null ? OPENS : Map.of("encrypted", Bytes.hex(seal(request, layout, steps)));
    }

    static Object judgeDecrypt(Request request, Map<String, Object> steps, boolean lenient) throws GeneralSecurityException {
        checkCombination(request);
        Format format = Format.of(request.text("format"));
        byte[] pan = panField(format, request.textOrNull("pan"), lenient);
        Keys.check(request.text("kind"), request.bytes("key"));
        byte[] sealed = request.bytes("encrypted");
        if (sealed.length != format.bytes()) {
            throw new Refused("block_length");
        }
        noteKey(request, steps);
        byte[] field = unseal(request, sealed, pan, steps);
        note(steps, "pin_field", field);
        note(steps, "pan_field", pan);
        return Map.of("pin", readPinField(format, field));
    }

    /** The JDK's ciphers on the layout written here, with no rule of ours about the key. */
    static Object jcaEncrypt(Request request) throws GeneralSecurityException {
        Layout layout;
        try {
            layout = layout(request, new HashMap<>(), false);
        } catch (Refused refusal) {
            throw new NotMine(refusal.getMessage() + " is found before any cipher runs");
        }
        if (layout.pinField != null) {
            return Map.of("encrypted", Bytes.hex(seal(request, layout, new HashMap<>())));
        }
        // A fill of our own, there and back.
        Format format = Format.of(request.text("format"));
        String pin = request.text("pin");
        Layout filled = new Layout(pinField(format, pin, "a".repeat(format.free(pin.length()))), layout.panField);
        byte[] sealed = seal(request, filled, new HashMap<>());
        if (!readPinField(format, unseal(request, sealed, layout.panField, new HashMap<>())).equals(pin)) {
            throw new Refused("block_invalid");
        }
        return OPENS;
    }

    static Object jcaDecrypt(Request request) throws GeneralSecurityException {
        Format format = Format.of(request.text("format"));
        byte[] pan;
        try {
            pan = panField(format, request.textOrNull("pan"), false);
        } catch (Refused refusal) {
            throw new NotMine(refusal.getMessage() + " is found before any cipher runs");
        }
        byte[] sealed = request.bytes("encrypted");
        if (sealed.length != format.bytes() && sealed.length % format.bytes() == 0) {
            throw new NotMine("the cipher takes any number of whole blocks");
        }
        return Map.of("pin", readPinField(format, unseal(request, sealed, pan, new HashMap<>())));
    }
}
