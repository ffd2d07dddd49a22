package org.fastsmtp.operations;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Speaks with the SMTP listener as a client does: banner, QUIT, farewell. A listener that only accepts the connection is not healthy. */
final class SmtpDialogue {
    private final InetSocketAddress listener;
    private final Duration timeout;

    /** @param host where the listener binds; the wildcard address is reached by loopback */
    SmtpDialogue(String host, int port, Duration timeout) throws IOException {
        InetAddress address = InetAddress.getByName(host);
        this.listener =
                new InetSocketAddress(address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address, port);
        this.timeout = timeout;
    }

    /** 421 is an answer too: a limit, or a server that is being suspended; the detail says it. */
    HealthFacts.Seen speak() throws IOException {
        int millis = (int) timeout.toMillis();
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(millis);
            socket.connect(listener, millis);
            BufferedReader replies =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String banner = reply(replies);
            if (banner.startsWith("421")) {
                return HealthFacts.Seen.up("answers 421");
            }
            if (!banner.startsWith("220")) {
                return HealthFacts.Seen.down("no 220");
            }
            socket.getOutputStream().write("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
            return reply(replies).startsWith("221") ? HealthFacts.Seen.up("answers") : HealthFacts.Seen.down("no 221");
        }
    }

    private static String reply(BufferedReader replies) throws IOException {
        String line = replies.readLine();
        while (line != null && line.length() > 3 && line.charAt(3) == '-') {
            line = replies.readLine();
        }
        return line == null ? "" : line;
    }
}
