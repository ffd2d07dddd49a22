package org.fastsmtp.json;

import jakarta.json.JsonValue;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Instants as every JSON of the contract has them (CONTRACT section 1.1): in UTC with microseconds. */
public final class WireTime {
    private WireTime() {}

    /** {@code 2026-11-22T09:55:21.354708Z}; without the fraction when it is zero. */
    public static String format(Instant instant) {
        OffsetDateTime time = instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
        String seconds = "%04d-%02d-%02dT%02d:%02d:%02d"
                .formatted(
                        time.getYear(),
                        time.getMonthValue(),
                        time.getDayOfMonth(),
                        time.getHour(),
                        time.getMinute(),
                        time.getSecond());
        return time.getNano() == 0 ? seconds + "Z" : seconds + ".%06dZ".formatted(time.getNano() / 1000);
    }

    /** Empty is null. */
    public static JsonValue json(Optional<Instant> instant) {
        return instant.<JsonValue>map(time -> Json.createValue(format(time))).orElse(JsonValue.NULL);
    }
}
