/** The request is refused with one of the protocol's reject classes. */
@SuppressWarnings("serial") // never leaves this process
final class Refused extends RuntimeException {
    Refused(String rejectClass) {
        super(rejectClass, null, false, false);
    }
}
