package org.fastsmtp.benchmarks;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Many endpoints, {@code /hook/0} and so on: any of them can hang or refuse. Knows from the mail when it was sent. */
final class EndpointReceiver implements AutoCloseable {
    /** {@link SmtpLoad} makes it the first part of the Message-ID. */
    private static final Pattern SENT = Pattern.compile("\"message_id\":\\s*\"<(\\d+)\\.");

    private final ServerSocket socket = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
    /** Nanoseconds from MAIL to here, of those that were answered 200. */
    private final List<Long> latencies = new ArrayList<>();

    private volatile int hanging = -1;
    private volatile int status = 200;

    EndpointReceiver() throws IOException {
        daemon(() -> {
            while (!socket.isClosed()) {
                try {
                    Socket connection = socket.accept();
                    daemon(() -> serve(connection));
                } catch (IOException e) {
                    return; // closed
                }
            }
        });
    }

    String url(int endpoint) {
        return "http://127.0.0.1:" + socket.getLocalPort() + "/hook/" + endpoint;
    }

    /** One endpoint answers nobody for 30 s; -1: all are well. */
    void hang(int endpoint) {
        hanging = endpoint;
    }

    void answer(int code) {
        status = code;
    }

    synchronized int delivered() {
        return latencies.size();
    }

    /** Those since the last time. */
    synchronized long[] take() {
        long[] taken = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
        latencies.clear();
        return taken;
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(connection.getInputStream(), 65_536);
            OutputStream out = connection.getOutputStream();
            for (String head = head(in); !head.isEmpty(); head = head(in)) {
                byte[] body = in.readNBytes(length(head));
                if (head.contains("/hook/" + hanging + " ")) {
                    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(30));
                    return;
                }
                int code = status;
                if (code == 200) {
                    arrived(body);
                }
                out.write(("HTTP/1.1 " + code + " x\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            return; // the client went away
        }
    }

    private void arrived(byte[] body) {
        Matcher sent = SENT.matcher(new String(body, StandardCharsets.UTF_8));
        long latency = sent.find() ? System.nanoTime() - Long.parseLong(sent.group(1)) : 0;
        synchronized (this) {
            latencies.add(latency);
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            head.append((char) c);
            if (c == '\n' && head.length() > 3 && head.charAt(head.length() - 3) == '\n') {
                return head.toString();
            }
        }
        return "";
    }

    private static int length(String head) {
        String lower = head.toLowerCase(Locale.ROOT);
        int at = lower.indexOf("content-length:");
        return at < 0
                ? 0
                : Integer.parseInt(
                        lower.substring(at + 15, lower.indexOf('\r', at)).trim());
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
