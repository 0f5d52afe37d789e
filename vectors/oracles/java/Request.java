import java.util.Map;
import java.util.NoSuchElementException;

/** The fields of one request; a field that is not there or of another type is the vector's fault and says so. */
record Request(Map<String, Object> fields) {
    boolean has(String name) {
        return fields.containsKey(name);
    }

    Object get(String name) {
        if (!has(name)) {
            throw new NoSuchElementException("no field " + name);
        }
        return fields.get(name);
    }

    String text(String name) {
        return (String) get(name);
    }

    String textOrNull(String name) {
        return (String) fields.get(name);
    }

    byte[] bytes(String name) {
        return Bytes.unhex(text(name));
    }

    int number(String name) {
        return Math.toIntExact((Long) get(name));
    }

    @SuppressWarnings("unchecked") // the JSON reader makes no other maps
    Request object(String name) {
        return new Request((Map<String, Object>) get(name));
    }
}
