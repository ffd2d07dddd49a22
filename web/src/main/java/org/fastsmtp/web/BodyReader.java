package org.fastsmtp.web;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Reads the body of a request, whole, within a size and a time: whoever sends one octet a second keeps a thread for so long and no longer.
 */
@ApplicationScoped
public class BodyReader {
    /** Beyond this 413; no request of this API is near it. */
    static final int MAX_BODY = 2 * 1024 * 1024;
    /** So much more is read, so that the client reads the answer instead of a broken connection. */
    private static final int MAX_DRAINED = 8 * 1024 * 1024;
    /** For the whole body. */
    private static final long MOST_MILLIS = 20_000;

    @Resource
    private ManagedScheduledExecutorService container;

    private final ScheduledExecutorService timer;
    private final long mostMillis;

    public BodyReader() {
        this(null, MOST_MILLIS);
    }

    /** @param timer null: the container's */
    BodyReader(ScheduledExecutorService timer, long mostMillis) {
        this.timer = timer;
        this.mostMillis = mostMillis;
    }

    /** How it went. */
    sealed interface Read {}

    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Whole(byte[] octets) implements Read {}

    /** The answer that is due; the connection is not to be used again. */
    record Refused(int status, String detail) implements Read {}

    Read read(HttpServletRequest request) {
        String coding = request.getHeader("Transfer-Encoding");
        if (coding != null && !coding.strip().equalsIgnoreCase("chunked")) {
            // RFC 9112 section 6.1. Its length is unknown, and reading would wait for ever.
            return new Refused(501, "Transfer coding not supported");
        }
        if (coding == null && request.getContentLengthLong() <= 0) {
            return new Whole(new byte[0]);
        }
        Alarm alarm = new Alarm(Thread.currentThread());
        ScheduledFuture<?> ring =
                (timer == null ? container : timer).schedule(alarm::ring, mostMillis, TimeUnit.MILLISECONDS);
        try {
            return read(request.getInputStream(), request.getContentLengthLong());
        } catch (IOException e) {
            // A broken chunk, a client that went away, or the alarm.
            return alarm.hasRung()
                    ? new Refused(408, "Request body not received in time")
                    : new Refused(400, "There was an error parsing the body");
        } finally {
            ring.cancel(false);
            alarm.end();
        }
    }

    private static Read read(InputStream stream, long announced) throws IOException {
        byte[] body = announced > MAX_BODY ? new byte[0] : stream.readNBytes(MAX_BODY + 1);
        if (announced <= MAX_BODY && body.length <= MAX_BODY) {
            return new Whole(body);
        }
        drain(stream);
        return new Refused(413, "Request body too large");
    }

    private static void drain(InputStream stream) {
        byte[] buffer = new byte[16 * 1024];
        int total = 0;
        try {
            for (int read = stream.read(buffer); read >= 0 && total < MAX_DRAINED; read = stream.read(buffer)) {
                total += read;
            }
        } catch (IOException e) {
            // Too much for the server, too slow, or gone: the refusal stands.
            return;
        }
    }

    /** Interrupts the reading thread, which is all that wakes it; never after {@link #end}. */
    private static final class Alarm {
        private final Thread reader;
        private boolean rung;
        private boolean ended;

        Alarm(Thread reader) {
            this.reader = reader;
        }

        synchronized void ring() {
            if (!ended) {
                rung = true;
                reader.interrupt();
            }
        }

        synchronized boolean hasRung() {
            return rung;
        }

        synchronized void end() {
            ended = true;
            if (rung) {
                // The interrupt was for the reading alone. Clears the flag; whether it was set still says nothing.
                Thread.interrupted();
            }
        }
    }
}
