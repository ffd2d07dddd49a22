package org.fastsmtp.webhook;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.fastsmtp.json.Json;
import org.fastsmtp.message.Message;

/**
 * Writes the JSON that a receiver gets (CONTRACT sections 3.1 to 3.4 and 12). Nearly every payload fits and is written in one go; only
 * when it turns out too large is it measured and written again, cut.
 */
public final class PayloadWriter {
    private static final int DESCRIPTION = 4096;

    private final Path spoolDirectory;

    /** @param spoolDirectory where payloads above 256 KiB lie while they are sent; it must exist */
    public PayloadWriter(Path spoolDirectory) {
        this.spoolDirectory = Objects.requireNonNull(spoolDirectory);
    }

    /**
     * The result is valid JSON in UTF-8 whatever the message holds, within {@code limits}. The caller closes it.
     *
     * @throws IOException when the message cannot be read or the payload not be spooled
     */
    public PayloadBody write(Message message, PayloadFacts facts, PayloadLimits limits) throws IOException {
        PayloadAttachments attachments = new PayloadAttachments(message, facts, limits);
        List<PayloadEntry> entries = entries(message, facts, attachments);
        long expected = Math.min(limits.maxPayload(), message.size() * 3 / 2 + DESCRIPTION);
        PayloadSpool spool = new PayloadSpool(spoolDirectory, expected);
        boolean finished = false;
        try {
            PayloadJson json = new PayloadJson(spool, limits.maxPayload());
            boolean truncated = write(json, entries, PayloadPlan.unbounded(entries));
            finished = !json.overflowed();
            if (finished) {
                return spool.finish(truncated);
            }
        } finally {
            if (!finished) {
                spool.discard();
            }
        }
        return writeCut(entries, attachments, limits);
    }

    private PayloadBody writeCut(List<PayloadEntry> entries, PayloadAttachments attachments, PayloadLimits limits)
            throws IOException {
        PayloadPlan plan = PayloadPlan.of(entries, attachments, limits.maxPayload());
        PayloadSpool spool = new PayloadSpool(spoolDirectory, limits.maxPayload());
        boolean finished = false;
        try {
            // The skeleton may exceed the limit: better that than a mail that can never be delivered.
            PayloadJson json = new PayloadJson(spool, PayloadJson.UNBOUNDED);
            boolean truncated = write(json, entries, plan);
            finished = true;
            return spool.finish(truncated);
        } finally {
            if (!finished) {
                spool.discard();
            }
        }
    }

    /** Returns whether anything was cut, and says so in the payload. */
    private static boolean write(PayloadJson json, List<PayloadEntry> entries, PayloadPlan plan) throws IOException {
        boolean whole = true;
        json.open('{');
        for (int i = 0; i < entries.size() && !json.overflowed(); i++) {
            PayloadEntry entry = entries.get(i);
            json.key(entry.key());
            long before = json.written();
            whole &= entry.value().write(json, plan.room(i));
            plan.used(i, json.written() - before);
        }
        if (!whole) {
            json.key("truncated");
            json.literal("true");
        }
        json.close('}');
        json.finish();
        return !whole;
    }

    /** In the order of writing: what an entry leaves over goes to those after it, so the bodies are last. */
    private static List<PayloadEntry> entries(Message message, PayloadFacts facts, PayloadAttachments attachments) {
        PayloadFacts.Arrival arrival = facts.arrival();
        PayloadFacts.Verdicts verdicts = facts.verdicts();
        boolean textFromHtml = !message.hasText() && message.hasHtml();
        List<PayloadEntry> entries = new ArrayList<>(List.of(
                PayloadEntry.fixed("schema_version", '"' + PayloadSchema.VERSION + '"'),
                PayloadEntry.text("delivery_id", 0, facts.deliveryId()),
                PayloadEntry.text("message_id", 0, message.messageId()),
                PayloadEntry.fixed("message_id_generated", Boolean.toString(message.messageIdGenerated())),
                PayloadEntry.text("recipient", 0, facts.recipient()),
                PayloadEntry.text("plus_tag", 1, plusTag(facts.recipient())),
                PayloadEntry.text("envelope_from", 0, facts.envelopeFrom()),
                PayloadEntry.list("envelope_to", 1, facts.envelopeTo()),
                PayloadEntry.fixed(
                        "received_at",
                        '"'
                                + arrival.receivedAt()
                                        .truncatedTo(ChronoUnit.MICROS)
                                        .toString()
                                + '"'),
                PayloadEntry.text("client_ip", 0, arrival.clientIp()),
                PayloadEntry.text("helo", 1, arrival.helo()),
                PayloadEntry.object("tls", 1, arrival.tls().map(PayloadWriter::tls)),
                PayloadEntry.text("dkim_result", 0, verdicts.dkimResult()),
                PayloadEntry.text("dkim_domain", 1, verdicts.dkimDomain()),
                PayloadEntry.text("spf_result", 0, verdicts.spfResult()),
                PayloadEntry.text("spf_domain", 1, verdicts.spfDomain()),
                PayloadEntry.object("authentication", 2, verdicts.detail()),
                PayloadEntry.list("tags", 1, facts.tags()),
                PayloadEntry.text("from", 1, message.from()),
                PayloadEntry.text("to", 1, message.to()),
                PayloadEntry.text("cc", 1, message.cc()),
                PayloadEntry.text("reply_to", 1, message.replyTo()),
                PayloadEntry.text("subject", 1, message.subject()),
                PayloadEntry.text("date", 1, message.date()),
                PayloadEntry.text("in_reply_to", 2, message.inReplyTo()),
                PayloadEntry.list("references", 2, message.references()),
                PayloadEntry.fixed(
                        "has_attachments",
                        Boolean.toString(!message.attachments().isEmpty())),
                PayloadEntry.fixed("body_text_generated", Boolean.toString(textFromHtml)),
                PayloadHeaders.list(message.headers()),
                PayloadHeaders.map(message.headers()),
                attachments.entry(),
                PayloadEntry.text("body_html", 4, message::openHtml),
                PayloadEntry.text("body_text", 4, message::openText)));
        if (facts.rawMessage().isPresent()) {
            entries.add(0, PayloadEntry.object("raw_message", 0, facts.rawMessage()));
        }
        return entries;
    }

    private static JsonObject tls(PayloadFacts.Tls tls) {
        return Json.createObjectBuilder()
                .add("protocol", tls.protocol())
                .add("cipher_suite", tls.cipherSuite())
                .build();
    }

    /** What stands between the first plus of the local part and the at sign. */
    private static Optional<String> plusTag(String recipient) {
        int at = recipient.lastIndexOf('@');
        String localPart = at < 0 ? recipient : recipient.substring(0, at);
        int plus = localPart.indexOf('+');
        return plus < 0 || plus == localPart.length() - 1
                ? Optional.empty()
                : Optional.of(localPart.substring(plus + 1));
    }
}
