package org.fastsmtp.web;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Instants on the wire (CONTRACT section 1.1), inwards: with any offset, without one UTC. Outwards they are {@link org.fastsmtp.json.WireTime}. */
final class DateTimes {
    private static final Pattern FORM = Pattern.compile("(\\d{4})-(\\d{2})-(\\d{2})"
            + "(?:[Tt _](\\d{2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?\\s?([Zz]|[+-]\\d{2}(?::?\\d{2})?)?)?");
    private static final int SHORT_OFFSET = 3;
    /** Unix numbers above this count milliseconds. */
    private static final BigDecimal MILLISECONDS = new BigDecimal("20000000000");

    private DateTimes() {}

    /** @throws DateTimeException for anything that is no date or date and time */
    static OffsetDateTime parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            return ofUnix(unix(text));
        }
        String fraction = matcher.group(7) == null ? "0" : (matcher.group(7) + "000000000").substring(0, 9);
        LocalDateTime time = LocalDateTime.of(
                number(matcher.group(1)),
                number(matcher.group(2)),
                number(matcher.group(3)),
                number(matcher.group(4)),
                number(matcher.group(5)),
                number(matcher.group(6)),
                number(fraction) / 1000 * 1000);
        if (time.getYear() == 0) {
            throw new DateTimeException("year 0");
        }
        return time.atOffset(offset(matcher.group(8))).withOffsetSameInstant(ZoneOffset.UTC);
    }

    static OffsetDateTime ofUnix(BigDecimal number) {
        BigDecimal seconds = number.abs().compareTo(MILLISECONDS) > 0 ? number.movePointLeft(3) : number;
        BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
        long nanos = seconds.subtract(whole).movePointRight(9).longValue() / 1000 * 1000;
        OffsetDateTime time =
                Instant.ofEpochSecond(whole.longValueExact(), nanos).atOffset(ZoneOffset.UTC);
        if (time.getYear() < 1 || time.getYear() > 9999) {
            throw new DateTimeException("out of range");
        }
        return time;
    }

    private static BigDecimal unix(String text) {
        if (!text.strip().matches("[+-]?\\d{1,20}(\\.\\d{1,20})?")) {
            throw new DateTimeException("no date");
        }
        return new BigDecimal(text.strip());
    }

    private static ZoneOffset offset(String text) {
        if (text == null || text.equalsIgnoreCase("z")) {
            return ZoneOffset.UTC;
        }
        return ZoneOffset.of(
                text.length() == SHORT_OFFSET || text.indexOf(':') > 0
                        ? text
                        : text.substring(0, 3) + ":" + text.substring(3));
    }

    private static int number(String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}
