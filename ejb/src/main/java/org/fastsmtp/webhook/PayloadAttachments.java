package org.fastsmtp.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.fastsmtp.message.Attachment;
import org.fastsmtp.message.Message;

/**
 * The attachment objects of CONTRACT section 3.3, with content type, id, disposition and hash beside them. Contents are given up first;
 * where even their description has no room, long names are cut, then the last ones are left out.
 */
final class PayloadAttachments {
    private static final int CONTENT_KEYS = ",'content':'','content_transfer_encoding':'base64'".length();
    private static final int MARK = ",'truncated':true".length();

    /** All but what is written by {@link Item#place}; with the comma before the object. */
    private static final int DESCRIPTION_KEYS =
            "{'filename':'','content_type':'','size':,'content_id':,'disposition':,'sha256':'',},".length() + 64;

    private final List<Item> items = new ArrayList<>();

    /** What the contents that were kept take; only where they had to be chosen. */
    private long contents;

    PayloadAttachments(Message message, PayloadFacts facts, PayloadLimits limits) throws IOException {
        for (Attachment attachment : message.attachments()) {
            AttachmentPlace place = facts.places().apply(attachment);
            items.add(
                    new Item(attachment, place, isInline(place) && attachment.isAtMost(limits.maxInlineAttachment())));
        }
    }

    PayloadEntry entry() {
        return new PayloadEntry("attachments", 2, 4, 2, this::write);
    }

    /** What their description takes without content, room for marks included. */
    long needWithoutContent() throws IOException {
        long need = 2;
        for (Item item : items) {
            need += item.fixedLength() + Arrays.stream(item.textLengths()).sum();
        }
        return need;
    }

    /** Leaves only those contents that fit into {@code room}, the first ones first; returns what they take. */
    long keepContents(long room) throws IOException {
        long left = room;
        for (Item item : items) {
            long need = item.content ? CONTENT_KEYS + (item.attachment.size() + 2) / 3 * 4 - MARK : 0;
            item.content &= need <= left;
            left -= item.content ? need : 0;
        }
        contents = room - left;
        return contents;
    }

    private boolean write(PayloadJson json, long room) throws IOException {
        long[] shares = new long[items.size()];
        if (room < PayloadJson.UNBOUNDED) {
            shares = shares(room - 2 - contents);
        } else {
            Arrays.fill(shares, PayloadJson.UNBOUNDED);
        }
        boolean whole = shares.length == items.size();
        json.open('[');
        for (int i = 0; i < shares.length && !json.overflowed(); i++) {
            Item item = items.get(i);
            whole &= item.write(json, item.content, shares[i]);
        }
        json.close(']');
        return whole;
    }

    /** What the texts of each object get; those that are left out have none. */
    private long[] shares(long room) throws IOException {
        long[] fixed = new long[items.size()];
        long[] needs = new long[items.size()];
        for (int i = 0; i < fixed.length; i++) {
            fixed[i] = items.get(i).fixedLength();
            needs[i] = Arrays.stream(items.get(i).textLengths()).sum();
        }
        return PayloadShares.fitting(fixed, needs, room);
    }

    private static boolean isInline(AttachmentPlace place) {
        return place instanceof AttachmentPlace.Inline;
    }

    private static final class Item {
        final Attachment attachment;
        final AttachmentPlace place;
        boolean content;

        Item(Attachment attachment, AttachmentPlace place, boolean content) {
            this.attachment = attachment;
            this.place = place;
            this.content = content;
        }

        /** What the texts of its description take: name, type, id, disposition. */
        long[] textLengths() {
            return new long[] {
                quoted(attachment.filename()),
                quoted(attachment.contentType()),
                quoted(attachment.contentId().orElse("")),
                quoted(attachment.disposition().orElse(""))
            };
        }

        /** Writes the object; {@code room} bounds the texts of its description. False when something was cut. */
        boolean write(PayloadJson json, boolean withContent, long room) throws IOException {
            long[] shares = PayloadShares.divide(textLengths(), room);
            boolean lost = !withContent && !(place instanceof AttachmentPlace.S3);
            json.open('{');
            if (withContent) {
                content(json); // first: reading it measures it
            }
            json.key("filename");
            boolean whole = json.text(attachment.filename(), shares[0] + 2);
            json.key("content_type");
            whole &= json.text(attachment.contentType(), shares[1] + 2);
            if (json.overflowed()) {
                return false; // all of this is thrown away
            }
            json.key("size");
            json.literal(Long.toString(attachment.size()));
            json.key("content_id");
            whole &= optional(json, attachment.contentId(), shares[2] + 2);
            json.key("disposition");
            whole &= optional(json, attachment.disposition(), shares[3] + 2);
            json.key("sha256");
            json.literal('"' + attachment.sha256() + '"');
            place(json);
            if (lost || !whole) {
                json.key("truncated");
                json.literal("true");
            }
            json.close('}');
            return whole && !lost;
        }

        private void place(PayloadJson json) throws IOException {
            json.key("storage");
            if (place instanceof AttachmentPlace.S3 s3) {
                json.text("s3");
                address(json, s3);
                return;
            }
            json.text("inline");
            if (place instanceof AttachmentPlace.Inline inline && inline.fallback()) {
                json.key("storage_fallback");
                json.literal("true");
                if (inline.later().isPresent()) {
                    address(json, inline.later().get());
                }
            }
        }

        private static void address(PayloadJson json, AttachmentPlace.S3 s3) throws IOException {
            pair(json, "bucket", s3.bucket());
            pair(json, "key", s3.key());
            pair(json, "url", s3.url());
            if (s3.presignedUrl().isPresent()) {
                pair(json, "presigned_url", s3.presignedUrl().get());
            }
            if (s3.expiresAt().isPresent()) {
                pair(
                        json,
                        "expires_at",
                        s3.expiresAt().get().truncatedTo(ChronoUnit.MICROS).toString());
            }
        }

        private void content(PayloadJson json) throws IOException {
            json.key("content_transfer_encoding");
            json.text("base64");
            json.key("content");
            try (InputStream in = attachment.open()) {
                json.base64(in);
            }
        }

        /** What the object takes when its texts are empty. */
        long fixedLength() throws IOException {
            PayloadJson counted = new PayloadJson(OutputStream.nullOutputStream(), PayloadJson.UNBOUNDED);
            place(counted);
            return counted.written()
                    + DESCRIPTION_KEYS
                    + Long.toString(attachment.size()).length()
                    + (attachment.contentId().isPresent() ? 2 : 4)
                    + (attachment.disposition().isPresent() ? 2 : 4)
                    + MARK;
        }

        private static boolean optional(PayloadJson json, Optional<String> text, long room) throws IOException {
            if (text.isEmpty()) {
                json.literal("null");
                return true;
            }
            return json.text(text.get(), room);
        }

        private static void pair(PayloadJson json, String key, String value) throws IOException {
            json.key(key);
            json.text(value);
        }

        private static long quoted(String text) {
            return PayloadJson.length(text) - 2;
        }
    }
}
