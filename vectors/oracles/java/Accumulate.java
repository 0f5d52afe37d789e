import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Many inputs, one digest: the blocks of all inputs are laid out in one array and go through the cipher in one call. */
final class Accumulate {
    /** The inputs that a seed gives, laid out: kept for the cases that differ in the key only. */
    private record Layouts(String format, String seed, int count, byte[] pins, byte[] pans) {}

    private static Layouts last;

    private Accumulate() {}

    private static void require(boolean fine) {
        if (!fine) {
            throw new Refused("message");
        }
    }

    private static Layouts layouts(String format, String seed, int count) throws GeneralSecurityException {
        if (last != null && last.format.equals(format) && last.seed.equals(seed) && last.count == count) {
            return last;
        }
        int size = Blocks.bytes(format);
        byte[] pins = new byte[count * size];
        byte[] pans = Blocks.bindsPan(format) ? new byte[count * size] : null;
        MessageDigest hash = MessageDigest.getInstance("SHA-512");
        byte[] start = Bytes.unhex(seed);
        for (int i = 0; i < count; i++) {
            hash.update(start);
            byte[] h = hash.digest(ByteBuffer.allocate(8).putLong(i).array());
            String pin = digits(h, 1, 4 + (h[0] & 255) % 9, 0, 10);
            boolean long4 = format.equals("iso4");
            String pan = digits(h, 14, long4 ? 1 + (h[13] & 255) % 19 : 13 + (h[13] & 255) % 7, 0, 10);
            boolean letters = format.equals("iso3");
            String fill = digits(h, 33, Blocks.free(format, pin.length()), letters ? 10 : 0, letters ? 6 : 16);
            System.arraycopy(Blocks.pinField(format, pin, fill), 0, pins, i * size, size);
            if (pans != null) {
                System.arraycopy(Blocks.panField(format, pan), 0, pans, i * size, size);
            }
        }
        last = new Layouts(format, seed, count, pins, pans);
        return last;
    }

    private static String digits(byte[] h, int from, int length, int lowest, int range) {
        StringBuilder out = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            out.append(Character.forDigit(lowest + (h[from + i] & 255) % range, 16));
        }
        return out.toString();
    }

    private static byte[] outputs(Request request, int count) throws GeneralSecurityException {
        Request params = request.object("params");
        String format = params.text("format");
        Layouts all = layouts(format, request.text("seed"), count);
        boolean two = format.equals("iso4");
        byte[] clear = two || all.pans == null ? all.pins : Bytes.xor(all.pins, all.pans);
        if (request.text("of").equals("pin_block.encode")) {
            return two ? interleaved(all.pins, all.pans) : clear;
        }
        String kind = params.text("kind");
        byte[] key = params.bytes("key");
        Blocks.checkCombination(params);
        Keys.check(kind, key);
        byte[] first = Keys.encrypt(kind, key, clear);
        return two ? Keys.encrypt(kind, key, Bytes.xor(first, all.pans)) : first;
    }

    /** PIN field, PAN field, PIN field, … */
    private static byte[] interleaved(byte[] pins, byte[] pans) {
        byte[] out = new byte[pins.length + pans.length];
        for (int at = 0; at < pins.length; at += 16) {
            System.arraycopy(pins, at, out, 2 * at, 16);
            System.arraycopy(pans, at, out, 2 * at + 16, 16);
        }
        return out;
    }

    /** Every PIN of four digits in order, one {@code 1} or {@code 0} each. */
    private static byte[] bitmap(Policy policy, int count, Map<String, Object> steps) {
        byte[] out = new byte[count];
        long accepted = 0;
        for (int i = 0; i < count; i++) {
            try {
                policy.check(String.format("%04d", i), null, new Request(Map.of()), new HashMap<>());
                accepted++;
                out[i] = '1';
            } catch (Refused refusal) {
                out[i] = '0';
            }
        }
        steps.put("accepted", accepted);
        return out;
    }

    static Object judge(Request request, Map<String, Object> steps, boolean lenient) throws GeneralSecurityException {
        int count = request.number("count");
        int step = request.number("checkpoint");
        String of = request.text("of");
        boolean pins = of.equals("pin.check");
        require(pins || of.equals("pin_block.encode") || of.equals("pin_block.encrypt"));
        require(count >= 1 && count <= (pins ? 10_000 : 1_000_000) && step >= 1 && count / step <= 200);
        require(!pins || request.text("seed").isEmpty());
        byte[] all = pins
                ? bitmap(new Policy(request.object("params").object("policy").fields()), count, steps)
                : outputs(request, count);
        return digests(all, all.length / count, count, step);
    }

    private static Object digests(byte[] all, int size, int count, int step) throws GeneralSecurityException {
        MessageDigest running = MessageDigest.getInstance("SHA-256");
        List<String> checkpoints = new ArrayList<>();
        for (int start = 0; start < count; start += step) {
            int end = Math.min(start + step, count);
            running.update(all, start * size, (end - start) * size);
            if (end - start == step) {
                checkpoints.add(Bytes.hex(copy(running).digest()));
            }
        }
        return Map.of("digest", Bytes.hex(running.digest()), "checkpoints", checkpoints);
    }

    private static MessageDigest copy(MessageDigest digest) throws DigestException {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException impossible) {
            throw new DigestException(impossible);
        }
    }

    /** The JDK runs the cipher; the layout under it is the one written here. */
    static Object jca(Request request) throws GeneralSecurityException {
        return judge(request, new HashMap<>(), false);
    }
}
