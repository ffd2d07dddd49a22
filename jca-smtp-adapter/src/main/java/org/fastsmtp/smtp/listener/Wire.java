package org.fastsmtp.smtp.listener;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.fastsmtp.smtp.Reply;

/**
 * The octets of one connection: a buffer for what came in, one for what goes out, and one deadline for both. Replies wait until the client's
 * commands are used up, so that a pipelined group is answered with one packet (RFC 2920 section 3.2). Used by the session's thread alone,
 * but for {@link #lastWords} and {@link #cut}.
 */
final class Wire {
    /** Enough for any command, small enough for thousands of idle sessions. */
    private static final int SMALL = 4096;

    private static final int LARGE = 65_536;

    private volatile Socket socket;
    private InputStream in;
    private OutputStream out;
    private byte[] input = new byte[SMALL];
    private int position;
    private int limit;
    private byte[] output = new byte[512];
    private int pending;
    private volatile long deadline;

    Wire(Socket socket) throws IOException {
        use(socket);
    }

    /** Goes on with another socket around the same connection, after a TLS handshake. */
    void use(Socket next) throws IOException {
        socket = next;
        in = next.getInputStream();
        out = next.getOutputStream();
    }

    Socket socket() {
        return socket;
    }

    /** From now on reading must be over by then; each read gets only what is left of it. */
    void within(Duration time) {
        deadline = System.nanoTime() + time.toNanos();
    }

    /** For whoever watches sessions from outside: whether the deadline is over by more than {@code grace}. */
    boolean isOverdue(Duration grace) {
        return System.nanoTime() - deadline > grace.toNanos();
    }

    /**
     * The next command line, if it is here already, without its CRLF.
     *
     * @throws MalformedLineException when it is too long, is no UTF-8 or ends with LF alone
     */
    Optional<String> bufferedLine() throws MalformedLineException {
        for (int i = position; i < limit; i++) {
            if (input[i] == '\n') {
                int start = position;
                position = i + 1;
                if (i == start || input[i - 1] != '\r') {
                    throw new MalformedLineException("Lines must end with CRLF", true);
                }
                return Optional.of(text(start, i - 1));
            }
        }
        if (limit - position >= SMALL) {
            throw new MalformedLineException("Line too long", true);
        }
        return Optional.empty();
    }

    private String text(int from, int to) throws MalformedLineException {
        boolean ascii = true;
        for (int i = from; i < to && ascii; i++) {
            ascii = input[i] > 0;
        }
        if (ascii) {
            return new String(input, from, to - from, StandardCharsets.ISO_8859_1);
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(input, from, to - from))
                    .toString();
            if (text.indexOf('\0') >= 0) {
                throw new MalformedLineException("Command contains NUL", false);
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new MalformedLineException("Command is not UTF-8", false);
        }
    }

    /** Whether input is waiting that has been read but not used. */
    boolean hasInput() {
        return position < limit;
    }

    byte[] input() {
        return input;
    }

    int position() {
        return position;
    }

    int limit() {
        return limit;
    }

    void consume(int until) {
        position = until;
    }

    /**
     * Reads what comes, after sending what is pending.
     *
     * @throws EOFException when the client has gone
     * @throws SocketTimeoutException when the deadline is over
     */
    void fill() throws IOException {
        flush();
        if (position == limit) {
            position = 0;
            limit = 0;
        } else if (limit == input.length) {
            System.arraycopy(input, position, input, 0, limit - position);
            limit -= position;
            position = 0;
        }
        long left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new SocketTimeoutException("deadline over");
        }
        socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
        int count = in.read(input, limit, input.length - limit);
        if (count < 0) {
            throw new EOFException("client closed the connection");
        }
        limit += count;
    }

    /** A larger buffer while content flows. */
    void widen() {
        if (input.length < LARGE) {
            input = Arrays.copyOf(input, LARGE);
        }
    }

    /** The small buffer again, if what is waiting fits. */
    void narrow() {
        if (input.length > SMALL && limit - position < SMALL) {
            byte[] small = new byte[SMALL];
            System.arraycopy(input, position, small, 0, limit - position);
            limit -= position;
            position = 0;
            input = small;
        }
    }

    /** Adds a reply to what is pending; a text of several lines becomes a reply of several lines (RFC 5321 section 4.2.1). */
    void reply(Reply reply) throws IOException {
        String code = Integer.toString(reply.code());
        String enhanced = reply.enhanced().isEmpty() ? "" : reply.enhanced() + " ";
        String[] lines = reply.text().split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            put(code + (i < lines.length - 1 ? "-" : " ") + enhanced + lines[i] + "\r\n");
        }
    }

    private void put(String text) throws IOException {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        if (pending + octets.length > 16_384) {
            flush();
        }
        if (pending + octets.length > output.length) {
            output = Arrays.copyOf(output, Math.max(output.length * 2, pending + octets.length));
        }
        System.arraycopy(octets, 0, output, pending, octets.length);
        pending += octets.length;
    }

    void flush() throws IOException {
        if (pending > 0) {
            int count = pending;
            pending = 0;
            out.write(output, 0, count);
            out.flush();
        }
    }

    /** Says something and closes, from another thread, while the session's own waits for input and has nothing pending. */
    void lastWords(Reply reply) {
        try {
            out.write((reply + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            // The client has gone before us: there is nobody to tell.
        } finally {
            cut();
        }
    }

    /**
     * Sends what is pending and closes. Input that still comes is read for a moment, since closing over unread input resets the connection
     * and takes the last reply away from the client.
     */
    void close(boolean clientMayStillSend) {
        try {
            flush();
            if (clientMayStillSend && !socket.isClosed()) {
                socket.shutdownOutput();
                within(Duration.ofSeconds(1));
                for (int rounds = 0; rounds < 64; rounds++) {
                    position = 0;
                    limit = 0;
                    fill();
                }
            }
        } catch (IOException | UnsupportedOperationException e) {
            // The connection is being given up either way.
        } finally {
            cut();
        }
    }

    /** Closes at once, from any thread. */
    void cut() {
        try {
            socket.close();
        } catch (IOException e) {
            // A socket that cannot be closed is closed.
        }
    }
}
