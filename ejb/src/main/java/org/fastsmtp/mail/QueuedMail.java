package org.fastsmtp.mail;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.fastsmtp.json.Json;
import org.fastsmtp.smtp.Content;
import org.fastsmtp.smtp.EmailAddress;
import org.fastsmtp.smtp.Envelope;
import org.fastsmtp.smtp.Mail;
import org.fastsmtp.smtp.Origin;
import org.fastsmtp.smtp.ReversePath;

/**
 * Body of a message on {@code inbound}: four octets length, a JSON object of that length (UTF-8) with everything but the content, then
 * the content. The JSON has a version, so that a message written before an upgrade is read after it.
 */
public final class QueuedMail {
    private static final int VERSION = 1;
    private static final int LONGEST_HEADER = 64 * 1024 * 1024;

    private QueuedMail() {}

    /** Length and JSON; the content follows it on the queue. */
    public static byte[] header(Mail mail) {
        Origin origin = mail.origin();
        JsonArrayBuilder recipients = Json.createArrayBuilder();
        for (EmailAddress recipient : mail.envelope().recipients()) {
            recipients.add(Json.createArrayBuilder()
                    .add(recipient.text())
                    .add(recipient.localPart())
                    .add(recipient.domain()));
        }
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("version", VERSION)
                .add("id", mail.id().toString())
                .add("received_at", mail.receivedAt().toString())
                .add("session", origin.session())
                .add("address", origin.address().getHostAddress())
                .add("port", origin.port())
                .add("helo", origin.helo())
                .add("connected_at", origin.connectedAt().toString())
                .add("reverse_path", mail.envelope().reversePath().text())
                .add("recipients", recipients)
                .add("eight_bit", mail.envelope().eightBit())
                .add("utf8", mail.envelope().utf8());
        mail.fingerprint().ifPresent(fingerprint -> json.add("fingerprint", fingerprint));
        origin.tls().ifPresent(tls -> json.add("tls_protocol", tls.protocol()).add("tls_cipher", tls.cipherSuite()));
        byte[] text = json.build().toString().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(4 + text.length)
                .putInt(text.length)
                .put(text)
                .array();
    }

    /** How many octets stand before the content. */
    public static int headerSize(InputStream body) throws IOException {
        return 4 + new DataInputStream(body).readInt();
    }

    /** What {@link #header} wrote; leaves the stream at the first octet of the content. */
    public static JsonObject readHeader(InputStream body) throws IOException {
        int length = new DataInputStream(body).readInt();
        if (length < 0 || length > LONGEST_HEADER) {
            throw new IOException("no queued mail: header of " + length + " octets");
        }
        byte[] text = body.readNBytes(length);
        try (JsonReader reader = Json.createReader(new StringReader(new String(text, StandardCharsets.UTF_8)))) {
            return reader.readObject();
        }
    }

    public static Mail mail(JsonObject header, Content content) throws IOException {
        Optional<Origin.Tls> tls = header.containsKey("tls_protocol")
                ? Optional.of(new Origin.Tls(header.getString("tls_protocol"), header.getString("tls_cipher")))
                : Optional.empty();
        Origin origin = new Origin(
                header.getString("session"),
                address(header.getString("address")),
                header.getInt("port"),
                header.getString("helo"),
                tls,
                Instant.parse(header.getString("connected_at")));
        List<EmailAddress> recipients = header.getJsonArray("recipients").stream()
                .map(value -> value.asJsonArray().getValuesAs(JsonString::getString))
                .map(parts -> new EmailAddress(parts.get(0), parts.get(1), parts.get(2)))
                .toList();
        Envelope envelope = new Envelope(
                new ReversePath(header.getString("reverse_path")),
                recipients,
                header.getBoolean("eight_bit"),
                header.getBoolean("utf8"));
        return new Mail(
                UUID.fromString(header.getString("id")),
                Instant.parse(header.getString("received_at")),
                origin,
                envelope,
                content,
                Optional.ofNullable(header.getString("fingerprint", null)));
    }

    /** A literal: never asks the DNS. */
    private static InetAddress address(String literal) throws IOException {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IOException(e);
        }
    }
}
