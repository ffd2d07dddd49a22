package org.fastsmtp.smtp.listener;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.Optional;
import org.fastsmtp.smtp.Reply;

/**
 * Content on its way in. Too much of it is still read, up to a bound, because a client hears a refusal only after its last octet; what is read
 * then is thrown away at once.
 */
final class IncomingContent implements AutoCloseable {
    /** From here on the mail is worth a larger buffer. */
    private static final int LONG = 32_768;

    private static final int MOST_HOPS = 100;

    private final ContentStore store;
    private final LineFilter filter;
    private final SmtpSettings.Content settings;
    private final Optional<MessageDigest> digest;

    IncomingContent(
            ContentStore store, LineFilter filter, SmtpSettings.Content settings, Optional<MessageDigest> digest) {
        this.store = store;
        this.filter = filter;
        this.settings = settings;
        this.digest = digest;
    }

    /**
     * Reads to the final dot.
     *
     * @return false when the client goes on and on: the session must end
     */
    boolean readToDot(Wire wire) throws IOException {
        while (true) {
            if (!wire.hasInput()) {
                wire.fill();
            }
            wire.consume(filter.take(wire.input(), wire.position(), wire.limit()));
            if (filter.isComplete()) {
                wire.narrow();
                return true;
            }
            if (!goOn(wire)) {
                return false;
            }
        }
    }

    /**
     * Reads one chunk (RFC 3030).
     *
     * @return false when the client goes on and on: the session must end
     */
    boolean readChunk(Wire wire, long size) throws IOException {
        long left = size;
        while (left > 0) {
            if (!wire.hasInput()) {
                wire.fill();
            }
            int end = (int) Math.min(wire.limit(), wire.position() + left);
            left -= end - wire.position();
            wire.consume(filter.take(wire.input(), wire.position(), end));
            if (!goOn(wire)) {
                return false;
            }
        }
        wire.narrow();
        return true;
    }

    /** The last chunk has come. */
    void endOfChunks() {
        filter.end();
    }

    private boolean goOn(Wire wire) {
        if (filter.octets() > LONG) {
            wire.widen();
        }
        if (filter.octets() > settings.maxSize()) {
            store.abandon();
        }
        return filter.octets() <= mostDrained(settings);
    }

    /** How much is read of a mail that is refused anyway: twice the limit, at least 1 MiB and at most 100 MiB beyond it. */
    static long mostDrained(SmtpSettings.Content settings) {
        return settings.maxSize() + Math.max(1 << 20, Math.min(settings.maxSize(), 100 << 20));
    }

    long octets() {
        return filter.octets();
    }

    /** After the end: why the content cannot be taken, if so. */
    Optional<Reply> fault() {
        store.complete();
        if (filter.octets() > settings.maxSize()) {
            return Optional.of(Replies.TOO_LARGE);
        }
        if (store.isHeaderTooLarge()) {
            return Optional.of(Replies.HEADER_TOO_LARGE);
        }
        if (store.isStorageFull()) {
            return Optional.of(Replies.STORAGE);
        }
        if (filter.isLineTooLong()) {
            return Optional.of(Replies.LINE_TOO_LONG);
        }
        if (filter.hasBareNewline() && settings.bareNewline() == SmtpSettings.BareNewline.REFUSE) {
            return Optional.of(Replies.BARE_NEWLINE);
        }
        if (store.header().map(Header::hops).orElse(0) > MOST_HOPS) {
            return Optional.of(Replies.LOOP);
        }
        return Optional.empty();
    }

    ContentStore store() {
        return store;
    }

    Optional<MessageDigest> digest() {
        return digest;
    }

    @Override
    public void close() {
        store.close();
    }
}
