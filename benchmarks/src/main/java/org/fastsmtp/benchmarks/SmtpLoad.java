package org.fastsmtp.benchmarks;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.IntToLongFunction;

/** Sends mail from a number of sessions at once and times the reply to each final dot. */
final class SmtpLoad {
    private final int port;
    private final IntFunction<String> recipient;
    private final byte[] body;

    /** @param size octets of each mail, about */
    SmtpLoad(int port, String recipient, int size) {
        this(port, number -> recipient, size);
    }

    /** @param recipient of the mail with this number */
    SmtpLoad(int port, IntFunction<String> recipient, int size) {
        this.port = port;
        this.recipient = recipient;
        String line = "The quick brown fox jumps over the lazy dog and runs on, line after line.\r\n";
        this.body = line.repeat(Math.max(1, (size - 250) / line.length())).getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * What a run showed.
     *
     * @param rate mails acknowledged per second
     * @param p50 reply to the final dot, microseconds
     * @param p99 the same
     */
    record Result(int mails, double rate, long p50, long p99) {}

    /** Sends {@code mails} in all; {@code kept}: one connection for each session, else one for each mail. */
    Result run(int sessions, int mails, boolean kept) {
        return run(sessions, mails, kept, 0);
    }

    /** The same at a steady rate: a mail that is late does not delay the next; zero: as fast as it goes. */
    Result run(int sessions, int mails, boolean kept, int perSecond) {
        AtomicInteger left = new AtomicInteger(mails);
        long[][] latencies = new long[sessions][];
        List<Thread> threads = new ArrayList<>();
        long start = System.nanoTime();
        IntToLongFunction pace =
                perSecond == 0 ? number -> start : number -> start + (mails - 1L - number) * 1_000_000_000L / perSecond;
        for (int i = 0; i < sessions; i++) {
            int session = i;
            Thread thread = new Thread(() -> latencies[session] = send(left, kept, session, pace));
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long[] all =
                Arrays.stream(latencies).flatMapToLong(Arrays::stream).sorted().toArray();
        return new Result(all.length, all.length / seconds, all[all.length / 2], all[(int) (all.length * 0.99)]);
    }

    private long[] send(AtomicInteger left, boolean kept, int session, IntToLongFunction pace) {
        List<Long> latencies = new ArrayList<>();
        try {
            Connection connection = null;
            for (int i = left.decrementAndGet(); i >= 0; i = left.decrementAndGet()) {
                if (connection == null) {
                    connection = new Connection();
                }
                for (long wait = pace.applyAsLong(i) - System.nanoTime();
                        wait > 0;
                        wait = pace.applyAsLong(i) - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                latencies.add(connection.mail(
                        "<" + System.nanoTime() + "." + session + "@bench.example>", recipient.apply(i)));
                if (!kept) {
                    connection.quit();
                    connection = null;
                }
            }
            if (connection != null) {
                connection.quit();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return latencies.stream().mapToLong(Long::longValue).toArray();
    }

    private final class Connection {
        private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        private final InputStream in = new BufferedInputStream(socket.getInputStream());
        private final OutputStream out = socket.getOutputStream();

        Connection() throws IOException {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(120_000);
            expect('2');
            command("EHLO bench.example\r\n", '2');
        }

        long mail(String messageId, String recipient) throws IOException {
            command("MAIL FROM:<sender@bench.example>\r\n", '2');
            command("RCPT TO:<" + recipient + ">\r\n", '2');
            command("DATA\r\n", '3');
            ByteArrayOutputStream content = new ByteArrayOutputStream(body.length + 300);
            content.writeBytes(("From: Sender <sender@bench.example>\r\nTo: <" + recipient
                            + ">\r\nSubject: benchmark\r\nMessage-ID: " + messageId
                            + "\r\nDate: Sun, 22 Nov 2026 12:00:00 +0000\r\nMIME-Version: 1.0\r\n"
                            + "Content-Type: text/plain; charset=utf-8\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            content.writeBytes(body);
            content.writeBytes(".\r\n".getBytes(StandardCharsets.US_ASCII));
            content.writeTo(out);
            long start = System.nanoTime();
            expect('2');
            return (System.nanoTime() - start) / 1000;
        }

        void quit() throws IOException {
            command("QUIT\r\n", '2');
            socket.close();
        }

        private void command(String text, char wanted) throws IOException {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
            expect(wanted);
        }

        private void expect(char wanted) throws IOException {
            StringBuilder line = new StringBuilder();
            while (true) {
                int c = in.read();
                if (c < 0) {
                    throw new IOException("connection closed");
                }
                if (c != '\n') {
                    line.append((char) c);
                } else if (line.length() > 3 && line.charAt(3) == '-') {
                    line.setLength(0);
                } else if (line.charAt(0) != wanted) {
                    throw new IOException("unexpected reply: " + line);
                } else {
                    return;
                }
            }
        }
    }
}
