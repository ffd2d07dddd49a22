package org.fastsmtp.smtp.listener;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.fastsmtp.smtp.EmailAddress;
import org.fastsmtp.smtp.Origin;

/** The trace field that a receiver puts before each mail (RFC 5321 section 4.4, RFC 3848 and RFC 6531 for the word after "with"). */
final class ReceivedField {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM uuuu HH:mm:ss Z", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private ReceivedField() {}

    /** The recipient is named only when there is one: the others are nobody's business. */
    static byte[] of(
            Origin origin,
            boolean extended,
            boolean utf8,
            String hostname,
            List<EmailAddress> recipients,
            UUID id,
            Instant at) {
        StringBuilder field = new StringBuilder(320);
        String address = origin.address().getHostAddress();
        int zone = address.indexOf('%');
        address = zone < 0 ? address : address.substring(0, zone);
        field.append("Received: from ")
                .append(harmless(origin.helo()))
                .append(" ([")
                .append(address.indexOf(':') < 0 ? "" : "IPv6:")
                .append(address)
                .append("])\r\n\tby ")
                .append(hostname)
                .append(" with ")
                .append(utf8 ? "UTF8SMTP" : extended ? "ESMTP" : "SMTP")
                .append(origin.tls().isPresent() && (utf8 || extended) ? "S" : "");
        origin.tls()
                .ifPresent(tls -> field.append("\r\n\t(using ")
                        .append(tls.protocol())
                        .append(" with cipher ")
                        .append(tls.cipherSuite())
                        .append(')'));
        field.append("\r\n\tid ").append(id);
        if (recipients.size() == 1) {
            field.append("\r\n\tfor <").append(recipients.get(0).text()).append('>');
        }
        field.append(";\r\n\t").append(DATE.format(at)).append("\r\n");
        return field.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The client chose this name: what could be read as another part of the field is replaced. */
    private static String harmless(String helo) {
        if (helo.isEmpty()) {
            return "unknown";
        }
        StringBuilder name = new StringBuilder(Math.min(255, helo.length()));
        for (int i = 0; i < helo.length() && i < 255; i++) {
            char c = helo.charAt(i);
            boolean plain = c > ' ' && c < 127 && "()<>;\\\",@".indexOf(c) < 0;
            name.append(plain ? c : '?');
        }
        return name.toString();
    }
}
