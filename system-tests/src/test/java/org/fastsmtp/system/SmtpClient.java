package org.fastsmtp.system;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One SMTP session, line by line. An I/O failure is an {@link UncheckedIOException}: what was not acknowledged is not ours to count. */
final class SmtpClient implements Closeable {
    private final Socket socket;
    private final BufferedReader in;
    private final OutputStream out;

    SmtpClient(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(60_000);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            out = socket.getOutputStream();
            reply();
            command("EHLO system-tests.example");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends one line and returns the whole reply. */
    String command(String line) {
        write(line + "\r\n");
        return reply();
    }

    void write(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One reply; lines joined by a newline. */
    String reply() {
        try {
            StringBuilder reply = new StringBuilder();
            for (String line = in.readLine(); ; line = in.readLine()) {
                if (line == null) {
                    throw new IOException("the server closed the connection");
                }
                reply.append(reply.isEmpty() ? "" : "\n").append(line);
                if (line.length() < 4 || line.charAt(3) != '-') {
                    return reply.toString();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One mail in the session; returns the reply to the final dot, or the first refusal. */
    String send(String from, String to, String content) {
        String reply = command("MAIL FROM:<" + from + ">");
        if (!reply.startsWith("250")) {
            return reply;
        }
        for (String recipient : to.split(",")) {
            reply = command("RCPT TO:<" + recipient + ">");
            if (!reply.startsWith("250")) {
                return reply;
            }
        }
        reply = command("DATA");
        if (!reply.startsWith("354")) {
            return reply;
        }
        write(content + "\r\n.\r\n");
        return reply();
    }

    /** A small mail. */
    static String mail(String messageId, String subject, String body) {
        return "From: Sender <sender@sender.example>\r\nTo: tickets@example.com\r\nSubject: " + subject
                + "\r\nMessage-ID: " + messageId + "\r\n\r\n" + body;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
