import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** pin.check: the PIN policy, rule by rule in the protocol's fixed order. */
final class Policy {
    private final int min;
    private final int max;
    private final Integer ascendingRun;
    private final Integer descendingRun;
    private final Integer maxSame;
    private final Integer maxInARow;
    private final List<String> deny = new ArrayList<>();
    private final Map<String, Boolean> switches = new HashMap<>();

    /** A closed shape: an unknown or senseless field would switch a rule off without anybody noticing. */
    Policy(Map<String, Object> fields) {
        Map<String, Integer> numbers = new HashMap<>();
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            Object value = field.getValue();
            switch (field.getKey()) {
                case "min", "max" -> numbers.put(field.getKey(), number(value, 4));
                case "ascending_run", "descending_run" -> numbers.put(field.getKey(), number(value, 2));
                case "max_same", "max_in_a_row" -> numbers.put(field.getKey(), number(value, 1));
                case "deny" -> {
                    require(value instanceof List);
                    for (Object entry : (List<?>) value) {
                        require(entry instanceof String text && text.matches("[0-9]{4,12}"));
                        deny.add((String) entry);
                    }
                }
                case "wrap", "birth_date", "pan_tail", "pan_part", "phone_part", "old_pin" -> {
                    require(value instanceof Boolean);
                    switches.put(field.getKey(), (Boolean) value);
                }
                default -> throw new Refused("message");
            }
        }
        require(numbers.containsKey("min") && numbers.containsKey("max") && numbers.get("min") <= numbers.get("max"));
        min = numbers.get("min");
        max = numbers.get("max");
        ascendingRun = numbers.get("ascending_run");
        descendingRun = numbers.get("descending_run");
        maxSame = numbers.get("max_same");
        maxInARow = numbers.get("max_in_a_row");
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new Refused("message");
        }
    }

    private static int number(Object value, int lowest) {
        require(value instanceof Long number && number >= lowest && number <= 12);
        return Math.toIntExact((Long) value);
    }

    private boolean on(String rule) {
        return switches.getOrDefault(rule, false);
    }

    /** Whether {@code length} or more digits in a row go up (1) or down (-1) by one. */
    private boolean hasRun(String pin, int step, int length) {
        for (int start = 0; start + length <= pin.length(); start++) {
            boolean run = true;
            for (int i = start + 1; i < start + length && run; i++) {
                int difference = pin.charAt(i) - pin.charAt(i - 1);
                // A step over the end of the digits shows as nine the other way.
                run = difference == step || on("wrap") && difference == -9 * step;
            }
            if (run) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasRow(String pin, int atMost) {
        for (int start = 0; start + atMost < pin.length(); start++) {
            if (pin.substring(start, start + atMost + 1).chars().distinct().count() == 1) {
                return true;
            }
        }
        return false;
    }

    private static boolean isBirthDate(String pin, String text) {
        require(text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}"));
        try {
            LocalDate.parse(text);
        } catch (DateTimeParseException noSuchDay) {
            throw new Refused("message");
        }
        // C and Y are the two halves of the year.
        Map<Character, String> parts = Map.of(
                'C', text.substring(0, 2),
                'Y', text.substring(2, 4),
                'M', text.substring(5, 7),
                'D', text.substring(8));
        for (String form : "CY YM MY MD DM YD DY YMD DMY MDY CYMD DMCY MDCY".split(" ")) {
            StringBuilder written = new StringBuilder();
            form.chars().forEach(part -> written.append(parts.get((char) part)));
            if (pin.contentEquals(written)) {
                return true;
            }
        }
        return false;
    }

    /** Refuses with a class and leaves the name of the rule among the steps. */
    private static void refuseIf(boolean broken, String rejectClass, String rule, Map<String, Object> steps) {
        if (broken) {
            steps.put("rule", rule);
            throw new Refused(rejectClass);
        }
    }

    void check(String pin, String repeat, Request facts, Map<String, Object> steps) {
        Blocks.checkPin(pin);
        if (pin.length() < min || pin.length() > max) {
            throw new Refused("pin_length");
        }
        refuseIf(ascendingRun != null && hasRun(pin, 1, ascendingRun), "pin_sequence", "ascending_run", steps);
        refuseIf(descendingRun != null && hasRun(pin, -1, descendingRun), "pin_sequence", "descending_run", steps);
        boolean tooOften = maxSame != null && pin.chars().anyMatch(d -> pin.chars().filter(other -> other == d).count() > maxSame);
        refuseIf(tooOften, "pin_repeat", "max_same", steps);
        refuseIf(maxInARow != null && hasRow(pin, maxInARow), "pin_repeat", "max_in_a_row", steps);
        refuseIf(deny.contains(pin), "pin_denylist", "deny", steps);
        // A rule whose fact is absent passes; a fact that is there must be well formed even if no rule asks for it.
        if (facts.has("pan")) {
            String pan = facts.text("pan");
            Blocks.checkPan(pan, 1);
            refuseIf(on("pan_tail") && pan.endsWith(pin), "pin_context", "pan_tail", steps);
            refuseIf(on("pan_part") && pan.contains(pin), "pin_context", "pan_part", steps);
        }
        if (facts.has("birth_date")) {
            boolean same = isBirthDate(pin, facts.text("birth_date"));
            refuseIf(on("birth_date") && same, "pin_context", "birth_date", steps);
        }
        if (facts.has("phone")) {
            String digits = facts.text("phone").replaceAll("[^0-9]", "");
            refuseIf(on("phone_part") && digits.contains(pin), "pin_context", "phone_part", steps);
        }
        if (facts.has("old_pin")) {
            refuseIf(on("old_pin") && facts.text("old_pin").equals(pin), "pin_context", "old_pin", steps);
        }
        refuseIf(repeat != null && !repeat.equals(pin), "pin_mismatch", "repeat", steps);
    }

    static Object judgePin(Request request, Map<String, Object> steps, boolean lenient) {
        Request facts = request.has("facts") ? request.object("facts") : new Request(Map.of());
        new Policy(request.object("policy").fields()).check(request.text("pin"), request.textOrNull("repeat"), facts, steps);
        return Map.of();
    }
}
