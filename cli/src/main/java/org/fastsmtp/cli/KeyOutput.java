package org.fastsmtp.cli;

import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.fastsmtp.settings.Durations;

/** A key that was made: shown this once. */
public final class KeyOutput {
    public static final Column[] COLUMNS = {
        Column.of("ID", "id"),
        Column.of("Name", "name"),
        Column.of("Prefix", "key_prefix"),
        Column.of("Scopes", "scopes"),
        Column.of("Expires", "expires_at"),
        Column.of("Last used", "last_used_at"),
        Column.of("Active", "is_active")
    };

    private KeyOutput() {}

    public static void print(Printer printer, JsonObject key) {
        printer.object(
                key,
                Column.of("Key", "key"),
                Column.of("ID", "id"),
                Column.of("Name", "name"),
                Column.of("Scopes", "scopes"),
                Column.of("Expires", "expires_at"));
        if (key.containsKey("previous_key_valid_until")) {
            printer.note("The old key is good until "
                    + Column.of("", "previous_key_valid_until").cell(key));
        }
        printer.note("Keep the key: it is not shown again");
    }

    /** Days as the original had them, or a duration. @return null for a key that never expires */
    public static String expiry(String given, Clock clock) {
        if (given == null) {
            return null;
        }
        try {
            Duration life =
                    given.strip().matches("\\d{1,6}") ? Durations.parse(given.strip() + "d") : Durations.parse(given);
            return Instant.now(clock).plus(life).truncatedTo(ChronoUnit.SECONDS).toString();
        } catch (IllegalArgumentException e) {
            throw Failure.usage("--expires: " + e.getMessage() + ", or a number of days");
        }
    }
}
