import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** plastic.choose: the plastic of a card that waits for its PIN. */
final class Plastics {
    private static final long LARGEST = (1L << 53) - 1;

    private Plastics() {
    }

    static Object judgeChoice(Request request, Map<String, Object> steps, boolean lenient) {
        if (!(request.get("plastics") instanceof List<?> entries)) {
            throw new Refused("message");
        }
        long highest = -1;
        List<String> holders = new ArrayList<>();
        for (Object entry : entries) {
            // An entry that is wrong refuses the list, also when another one would be chosen.
            if (!(entry instanceof Map<?, ?> fields)
                    || !(fields.get("id") instanceof String id) || id.isEmpty()
                    || !(fields.get("sequenceNumber") instanceof Long number) || number < 0 || number > LARGEST
                    || !(fields.get("status") instanceof String status)) {
                throw new Refused("message");
            }
            if (!status.equals("INACTIVE") || number < highest) {
                continue;
            }
            if (number > highest) {
                highest = number;
                holders.clear();
            }
            holders.add(id);
        }
        if (holders.size() != 1) {
            throw new Refused("session_state");
        }
        return Map.of("plastic_id", holders.get(0));
    }
}
