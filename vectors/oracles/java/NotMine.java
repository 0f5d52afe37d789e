/** This engine has no say in such a request, so {@code agreed} must not name it. */
@SuppressWarnings("serial") // never leaves this process
final class NotMine extends RuntimeException {
    NotMine(String why) {
        super(why, null, false, false);
    }
}
