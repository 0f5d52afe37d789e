import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One case: what the rules say, whether the case says the same, and whether the engines that it names do. */
final class CaseCheck {
    /** What the rules say: the output, or a {@link Refused}. */
    private interface Judge {
        Object judge(Request request, Map<String, Object> steps, boolean lenient) throws GeneralSecurityException;
    }

    /** What one engine says on its own. */
    private interface Engine {
        Object answer(Request request) throws GeneralSecurityException;
    }

    /** Classes that come from the protocol's own rules, which the JDK does not know. */
    private static final Set<String> RULES_ONLY = Set.of("encoding", "key_weak", "message");

    private static final Map<String, Judge> JUDGES = Map.of(
            "tzpk.unwrap", Oaep::judgeUnwrap,
            "tzpk.check_value", Keys::judgeCheckValue,
            "pin_block.encode", Blocks::judgeEncode,
            "pin_block.decode", Blocks::judgeDecode,
            "pin_block.encrypt", Blocks::judgeEncrypt,
            "pin_block.decrypt", Blocks::judgeDecrypt,
            "pin.check", Policy::judgePin,
            "public_key.check", Oaep::judgePublicKey,
            "plastic.choose", Plastics::judgeChoice,
            "accumulate", Accumulate::judge);

    private static final Map<String, Engine> JCA = Map.of(
            "tzpk.unwrap", Oaep::jcaUnwrap,
            "tzpk.check_value", Keys::jcaCheckValue,
            "pin_block.encrypt", Blocks::jcaEncrypt,
            "pin_block.decrypt", Blocks::jcaDecrypt,
            "accumulate", Accumulate::jca,
            "public_key.check", Oaep::jcaPublicKey);

    static boolean knows(String op) {
        return JUDGES.containsKey(op);
    }

    /** java-written is the judge itself, but for check values that are nothing but a call of the JDK's cipher. */
    private static Engine engine(String name, String op) {
        if (name.equals("java-jca")) {
            return JCA.get(op);
        }
        return op.equals("tzpk.check_value") ? Keys::writtenCheckValue : request -> JUDGES.get(op).judge(request, new HashMap<>(), false);
    }

    final List<String> faults = new ArrayList<>();
    /** The answers that an engine may give: an output, or the class of a refusal. */
    private final List<Object> allowed = new ArrayList<>();
    private final Request vector;
    private final Request request;
    private final String op;
    private Map<String, Object> steps = new HashMap<>();

    CaseCheck(String op, Request group, Request vector) {
        this.op = op;
        this.vector = vector;
        Map<String, Object> fields = new HashMap<>(group.has("shared") ? group.object("shared").fields() : Map.of());
        if (vector.has("input")) {
            vector.object("input").fields().forEach((name, value) -> {
                if (fields.put(name, value) != null) {
                    faults.add(name + " is both shared and input");
                }
            });
        }
        if (group.has("key")) {
            fields.put("key", Map.of("pkcs8", group.object("key").text("pkcs8")));
        }
        request = new Request(fields);
    }

    private void judge() throws GeneralSecurityException {
        String reject = null;
        Object strict = null;
        try {
            strict = JUDGES.get(op).judge(request, steps, false);
        } catch (Refused refusal) {
            reject = refusal.getMessage();
        }
        String verdict = vector.text("verdict");
        if (verdict.equals("accept")) {
            if (reject != null) {
                faults.add("the rules refuse it: " + reject);
                return;
            }
            if (vector.has("class")) {
                faults.add("an accept has no class");
            }
            compareOutput(strict);
            allowed.add(strict);
            return;
        }
        if (reject == null) {
            faults.add("the rules accept it: " + strict);
            return;
        }
        if (!reject.equals(vector.textOrNull("class"))) {
            faults.add("class is " + vector.textOrNull("class") + ", the rules say " + reject);
        }
        allowed.add(reject);
        if (verdict.equals("reject")) {
            if (vector.has("output")) {
                faults.add("a reject has no output");
            }
            return;
        }
        // either: the class is what a strict client says, the output what a lenient one does.
        steps = new HashMap<>();
        try {
            Object lenient = JUDGES.get(op).judge(request, steps, true);
            compareOutput(lenient);
            allowed.add(lenient);
        } catch (Refused refusal) {
            faults.add("even the lenient form refuses it: " + refusal.getMessage());
        }
    }

    /** Exact comparison, except that an unwrapped key may come with or without its check value. */
    private void compareOutput(Object output) {
        if ("opens".equals(vector.textOrNull("judge")) != (output == Blocks.OPENS)) {
            faults.add("judge `opens` and a fill left to the client go together");
            return;
        }
        if (output == Blocks.OPENS || !vector.has("output")) {
            if (vector.has("output") == (output == Blocks.OPENS)) {
                faults.add(vector.has("output") ? "an output cannot be named when the fill is free" : "the output is missing");
            }
            return;
        }
        Map<String, Object> given = vector.object("output").fields();
        Map<?, ?> wanted = (Map<?, ?>) output;
        Set<Object> missing = new HashSet<>(wanted.keySet());
        missing.removeAll(given.keySet());
        if (given.containsKey("tzpk")) {
            missing.remove("check_value");
        }
        if (!missing.isEmpty()) {
            faults.add("the output has the fields " + given.keySet() + ", expected " + wanted.keySet());
            return;
        }
        given.forEach((name, value) -> {
            if (!value.equals(wanted.get(name))) {
                faults.add(name + " is " + value + ", recomputed " + wanted.get(name));
            }
        });
    }

    private void compareSteps() throws GeneralSecurityException {
        if (!vector.has("steps")) {
            return;
        }
        Map<String, Object> given = vector.object("steps").fields();
        given.forEach((name, value) -> {
            if (!steps.containsKey(name)) {
                faults.add("step " + name + " cannot be recomputed for this case");
            } else if (!steps.get(name).equals(value)) {
                faults.add("step " + name + " is " + value + ", recomputed " + steps.get(name));
            }
        });
        if (given.containsKey("em") && steps.containsKey("em")
                && !Oaep.jcaRaw(request.object("key").text("pkcs8"), request.bytes("wrapped")).equals(given.get("em"))) {
            faults.add("step em is not what the JDK's raw RSA gives");
        }
    }

    private void runEngine(String name) throws GeneralSecurityException {
        Engine engine = engine(name, op);
        if (engine == null) {
            faults.add(name + " has nothing to say about " + op);
            return;
        }
        // Without an agreed expectation there is nothing that an engine could agree with.
        if (allowed.isEmpty()) {
            return;
        }
        if (name.equals("java-jca") && RULES_ONLY.contains(allowed.get(0))) {
            faults.add("`agreed` names " + name + ", but " + allowed.get(0) + " is a rule of the protocol that the JDK does not know");
            return;
        }
        try {
            Object answer = engine.answer(request);
            if (!allowed.contains(answer)) {
                faults.add(name + " gives " + answer);
            }
        } catch (NotMine why) {
            faults.add("`agreed` names " + name + ", but " + why.getMessage());
        } catch (Refused refusal) {
            // For another reason is not agreement: it would hide that the engine takes what it should refuse.
            if (!allowed.contains(refusal.getMessage())) {
                faults.add(name + " refuses it: " + refusal.getMessage());
            }
        }
    }

    /** key.generate: nothing to recompute, only that the case asks for something that can be judged. */
    private void generate() {
        String rejectClass = vector.textOrNull("class");
        if (vector.text("verdict").equals("accept")) {
            if (!"key_pair".equals(vector.textOrNull("judge"))) {
                faults.add("only the judge key_pair fits a fresh key");
            }
        } else if (!"key_invalid".equals(rejectClass) && !"message".equals(rejectClass)) {
            faults.add("a size that is not offered is key_invalid or message");
        }
    }

    /** session.open: keys and blocks are made while it is played, so nothing to recompute, only that it begins as a script does. */
    @SuppressWarnings("unchecked") // the JSON reader makes no other maps
    private void script() {
        List<?> steps = vector.has("script") ? (List<?>) vector.get("script") : List.of();
        boolean opens = !steps.isEmpty()
                && ((Map<String, Object>) steps.get(0)).get("do") instanceof Map<?, ?> first
                && first.containsKey("open");
        if (!opens || !((List<?>) vector.get("agreed")).isEmpty()) {
            faults.add("no script that opens a session");
        }
    }

    void run(Map<String, Integer> engines) throws GeneralSecurityException {
        if (op.equals("key.generate")) {
            generate();
            return;
        }
        if (op.equals("session.open")) {
            script();
            return;
        }
        judge();
        compareSteps();
        boolean mine = false;
        for (Object entry : (List<?>) vector.get("agreed")) {
            String name = (String) entry;
            if (!name.startsWith("java-")) {
                continue;
            }
            mine = true;
            if (!name.equals("java-jca") && !name.equals("java-written")) {
                faults.add(name + " is no engine of this oracle");
                continue;
            }
            engines.merge(name, 1, Integer::sum);
            runEngine(name);
        }
        if (!mine) {
            faults.add("`agreed` names no engine of this oracle");
        }
    }
}
