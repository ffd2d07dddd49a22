package org.fastsmtp.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.fastsmtp.webhook.Answer;

/**
 * One HTTP request, as its row keeps it.
 *
 * @param number from 1
 * @param address connected to
 * @param answer first 1 000 octets as text
 * @param errorClass word of {@link Answer.Kind}, or {@code status}
 * @param error for the client
 * @param cause {@link #SCHEDULE} or {@link #MANUAL}
 */
public record Attempt(
        int number,
        Instant startedAt,
        Duration latency,
        Optional<String> address,
        Optional<Integer> status,
        Optional<String> answer,
        Optional<String> errorClass,
        Optional<String> error,
        String cause) {
    public static final String SCHEDULE = "schedule";
    public static final String MANUAL = "manual";
    /**
     * Asked for like {@link #MANUAL}, but together with many: a sick endpoint gets none of them before it is well. In
     * {@code delivery_log.next_trigger} alone; the attempt's cause is {@link #MANUAL}.
     */
    static final String REDRIVE = "redrive";

    private static final int LONGEST_ANSWER = 1_000;
    private static final int LONGEST_ERROR = 200;

    public Attempt {
        Objects.requireNonNull(startedAt);
        Objects.requireNonNull(latency);
        Objects.requireNonNull(address);
        Objects.requireNonNull(status);
        Objects.requireNonNull(answer);
        Objects.requireNonNull(errorClass);
        Objects.requireNonNull(error);
        Objects.requireNonNull(cause);
    }

    static Attempt of(int number, Instant startedAt, String trigger, Answer answer) {
        String cause = trigger.equals(SCHEDULE) ? SCHEDULE : MANUAL;
        if (answer instanceof Answer.Response response) {
            // CONTRACT section 3.6
            String error = "HTTP " + response.status() + ": " + cut(response.text(), LONGEST_ERROR);
            return new Attempt(
                    number,
                    startedAt,
                    response.latency(),
                    response.address(),
                    Optional.of(response.status()),
                    Optional.of(cut(response.text(), LONGEST_ANSWER)),
                    response.isSuccess() ? Optional.empty() : Optional.of("status"),
                    response.isSuccess() ? Optional.empty() : Optional.of(error),
                    cause);
        }
        Answer.Fault fault = (Answer.Fault) answer;
        return new Attempt(
                number,
                startedAt,
                fault.latency(),
                fault.address(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(fault.kind().name().toLowerCase(Locale.ROOT)),
                Optional.of(fault.text()),
                cause);
    }

    /** No half of a surrogate pair at the end: no database stores it. */
    private static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }
}
