import java.io.IOException;
import java.io.PrintStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Recomputes every expected value of the vectors without any code of pinproof.
 *
 * <p>usage: java Oracle [--deep] VECTORS_DIRECTORY; with {@code --deep} the long cases too, a million inputs each; exit 0: every case agrees, 1: some do not, 2: the input cannot be used.
 */
public final class Oracle {
    private Oracle() {}

    /** PKCS#8, PEM and JWK of a group must be one key, and its numbers must fit together. */
    private static List<String> keyFaults(Request key) throws GeneralSecurityException {
        List<String> faults = new ArrayList<>();
        Map<String, BigInteger> numbers = Der.readPkcs8(key.bytes("pkcs8"));
        Oaep.load(key.text("pkcs8"));
        String body = key.text("pem").replaceAll("-----[A-Z ]+-----|\\R", "");
        if (!Arrays.equals(Base64.getDecoder().decode(body), key.bytes("pkcs8"))) {
            faults.add("PEM and PKCS#8 differ");
        }
        Request jwk = key.object("jwk");
        numbers.forEach((name, number) -> {
            if (!new BigInteger(1, Base64.getUrlDecoder().decode(jwk.text(name))).equals(number)) {
                faults.add("JWK " + name + " and PKCS#8 differ");
            }
        });
        BigInteger one = BigInteger.ONE;
        BigInteger p = numbers.get("p");
        BigInteger q = numbers.get("q");
        BigInteger d = numbers.get("d");
        boolean fits = p.multiply(q).equals(numbers.get("n"))
                && d.mod(p.subtract(one)).equals(numbers.get("dp"))
                && d.mod(q.subtract(one)).equals(numbers.get("dq"))
                && q.modInverse(p).equals(numbers.get("qi"))
                && numbers.get("e").multiply(d).mod(p.subtract(one)).equals(one)
                && numbers.get("e").multiply(d).mod(q.subtract(one)).equals(one);
        if (!fits || !"RSA".equals(jwk.text("kty"))) {
            faults.add("the numbers of the key do not fit together");
        }
        return faults;
    }

    /** The list under a name, each entry as an object. */
    @SuppressWarnings("unchecked") // the JSON reader makes no other maps
    private static List<Request> objects(Request of, String name) {
        return ((List<Object>) of.get(name)).stream().map(entry -> new Request((Map<String, Object>) entry)).toList();
    }

    private record Totals(int agree, int disagree) {}

    private static Totals checkFile(Path path, boolean deep, PrintStream out) throws IOException, GeneralSecurityException {
        @SuppressWarnings("unchecked")
        Request document = new Request((Map<String, Object>) Json.parse(Files.readString(path)));
        String op = document.text("op");
        if (!op.equals("key.generate") && !op.equals("session.open") && !CaseCheck.knows(op)) {
            throw new IllegalArgumentException("unknown op " + op);
        }
        List<String> lines = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        Set<String> wrong = new LinkedHashSet<>();
        Set<String> names = new TreeSet<>();
        Map<String, Integer> engines = new TreeMap<>();
        String stem = path.getFileName().toString().replaceFirst("\\.json$", "");
        int cases = 0;
        int left = 0;
        for (Request group : objects(document, "groups")) {
            for (String fault : group.has("key") ? keyFaults(group.object("key")) : List.<String>of()) {
                lines.add("(group " + group.text("id") + "): " + fault);
            }
            for (Request vector : objects(group, "cases")) {
                cases++;
                if (vector.has("deep") && !deep) {
                    left++;
                    continue;
                }
                String id = vector.text("id");
                if (!ids.add(id)) {
                    lines.add(id + ": id used twice");
                }
                ((List<?>) vector.get("agreed")).forEach(name -> names.add((String) name));
                CaseCheck check = new CaseCheck(op, group, vector);
                try {
                    check.run(engines);
                } catch (RuntimeException broken) {
                    check.faults.add("not a request of " + op + ": " + broken);
                }
                check.faults.forEach(fault -> lines.add(id + ": " + fault));
            }
        }
        if (document.number("count") != cases) {
            lines.add("(file): count is " + document.number("count") + ", the file has " + cases + " cases");
        }
        names.removeAll(document.object("oracles").fields().keySet());
        names.forEach(name -> lines.add("(file): `agreed` names " + name + ", the header does not"));
        lines.forEach(line -> wrong.add(line.substring(0, line.indexOf(": "))));
        out.println(path.getFileName() + ": " + (cases - left) + " cases, engines " + engines.toString().replace("=", ": "));
        lines.forEach(line -> out.println("  " + stem + "/" + line));
        // A fault of the file or of a group counts as one more disagreement.
        return new Totals(cases - left - (int) wrong.stream().filter(ids::contains).count(), wrong.size());
    }

    /** JSON files that stand beside the vectors and are none. */
    private static final Set<String> BESIDE = Set.of("kill_matrix.json", "requirements.json");

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        List<Path> files = new ArrayList<>();
        boolean deep = arguments.length == 2 && arguments[0].equals("--deep");
        int folder = deep ? 1 : 0;
        if (arguments.length == folder + 1 && Files.isDirectory(Path.of(arguments[folder]))) {
            try (Stream<Path> entries = Files.list(Path.of(arguments[folder]))) {
                entries.filter(path -> path.toString().endsWith(".json"))
                        .filter(path -> !BESIDE.contains(path.getFileName().toString()))
                        .sorted()
                        .forEach(files::add);
            } catch (IOException unreadable) {
                System.err.println(unreadable);
            }
        }
        if (files.isEmpty()) {
            System.err.println("usage: java Oracle [--deep] VECTORS_DIRECTORY (with *.json in it)");
            System.exit(2);
        }
        int agree = 0;
        int disagree = 0;
        for (Path path : files) {
            try {
                Totals totals = checkFile(path, deep, out);
                agree += totals.agree;
                disagree += totals.disagree;
            } catch (IOException | GeneralSecurityException | RuntimeException broken) {
                System.err.println(path.getFileName() + ": " + broken);
                System.exit(2);
            }
        }
        out.println("java oracle: " + agree + " cases agree, " + disagree + " disagree");
        System.exit(disagree == 0 ? 0 : 1);
    }
}
