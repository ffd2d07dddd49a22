package org.fastsmtp.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.fastsmtp.smtp.AcceptAll;
import org.fastsmtp.smtp.limit.LimitSettings;
import org.fastsmtp.smtp.limit.NetworkSet;
import org.fastsmtp.smtp.listener.SmtpListener;
import org.fastsmtp.smtp.listener.SmtpSettings;

/**
 * What an idle session costs: {@code benchmarks/idle 5000}. The listener alone in this process, its clients in another; each has said EHLO
 * and nothing since. Then one more client sends a mail. Ends by itself; fails when the new mail is not taken within a second.
 */
public final class Idle {
    private static final long SLOWEST_MILLIS = 1000;

    private Idle() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 3 && arguments[0].equals("clients")) {
            clients(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        } else {
            measure(Integer.parseInt(arguments[0]));
        }
    }

    private static void measure(int sessions) throws Exception {
        SmtpListener listener =
                new SmtpListener(settings(), Optional.empty(), new AcceptAll(), mail -> true, Clock.systemUTC());
        listener.start();
        mail(listener.getPort()); // classes are loaded, code has run
        long heap = heap();
        long resident = resident();
        Process clients = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Idle.class.getName(),
                        "clients",
                        String.valueOf(listener.getPort()),
                        String.valueOf(sessions))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(clients.getInputStream(), StandardCharsets.US_ASCII))) {
            String line = said.readLine();
            if (!"open".equals(line) || listener.getSessions() != sessions) {
                throw new IOException("only " + listener.getSessions() + " sessions: " + line);
            }
            long first = mail(listener.getPort());
            long again = mail(listener.getPort());
            System.out.printf(
                    Locale.ROOT,
                    "java %s, %s threads, %d idle sessions%n"
                            + "heap per session        %8.1f KB%n"
                            + "resident per session    %8.1f KB%n"
                            + "resident in all         %8d MB%n"
                            + "a new mail among them   %8d ms, again %d ms%n",
                    Runtime.version().feature(),
                    listener.isVirtualThreads() ? "virtual" : "platform",
                    sessions,
                    (heap() - heap) / 1024.0 / sessions,
                    (resident() - resident) / 1024.0 / sessions,
                    resident() >> 20,
                    first,
                    again);
            if (again > SLOWEST_MILLIS) {
                throw new IllegalStateException("idle sessions hinder a new one");
            }
        } finally {
            clients.destroy();
            clients.waitFor();
            listener.close();
        }
    }

    private static void clients(int port, int count) throws Exception {
        List<Socket> open = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            open.add(socket);
            expect(socket.getInputStream(), "220");
            send(socket, "EHLO idle.example\r\n");
            expect(socket.getInputStream(), "250");
        }
        System.out.println("open");
        System.in.read(); // until the other process is gone
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** Milliseconds from connect to the 250 of a mail. */
    private static long mail(int port) throws IOException {
        long start = System.nanoTime();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            InputStream in = socket.getInputStream();
            expect(in, "220");
            for (String line : List.of("EHLO a.example", "MAIL FROM:<a@a.example>", "RCPT TO:<b@b.example>")) {
                send(socket, line + "\r\n");
                expect(in, "250");
            }
            send(socket, "DATA\r\n");
            expect(in, "354");
            send(socket, "Subject: x\r\n\r\nx\r\n.\r\n");
            expect(in, "250");
            long millis = (System.nanoTime() - start) / 1_000_000;
            send(socket, "QUIT\r\n");
            expect(in, "221");
            return millis;
        }
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** One reply, octet by octet: a client's buffer would be memory of the measurement. */
    private static void expect(InputStream in, String code) throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("closed after: " + line);
            }
            if (c != '\n') {
                line.append((char) c);
            } else if (line.length() > 3 && line.charAt(3) == '-') {
                line.setLength(0);
            } else if (!line.toString().startsWith(code)) {
                throw new IOException("unexpected reply: " + line);
            } else {
                return;
            }
        }
    }

    /** Octets after a full collection. */
    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static long resident() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }

    private static SmtpSettings settings() {
        SmtpSettings standard = SmtpSettings.defaults();
        return new SmtpSettings(
                new SmtpSettings.Ports("127.0.0.1", 0, -1),
                "mx.example.net",
                "FastSMTP",
                false,
                Optional.empty(),
                standard.content(),
                standard.sessions(),
                LimitSettings.none(),
                NetworkSet.NONE,
                Duration.ofHours(6));
    }
}
