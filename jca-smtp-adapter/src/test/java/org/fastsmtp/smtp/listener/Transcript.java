package org.fastsmtp.smtp.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** One dialogue with a listener, as a test tells it: what the client says, what the server must answer. */
final class Transcript implements AutoCloseable {
    private Socket socket;
    private InputStream in;

    Transcript(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
    }

    /** Says a line. */
    Transcript send(String line) throws IOException {
        return raw(line + "\r\n");
    }

    /** Says octets as they are, in UTF-8. */
    Transcript raw(String text) throws IOException {
        return raw(text.getBytes(StandardCharsets.UTF_8));
    }

    Transcript raw(byte[] octets) throws IOException {
        socket.getOutputStream().write(octets);
        socket.getOutputStream().flush();
        return this;
    }

    /** Hears a whole reply that starts with {@code start}. */
    Transcript expect(String start) throws IOException {
        assertThat(hear()).startsWith(start);
        return this;
    }

    Transcript expect(String start, String part) throws IOException {
        assertThat(hear()).startsWith(start).contains(part);
        return this;
    }

    /** One reply, its lines joined by LF. */
    String hear() throws IOException {
        StringBuilder reply = new StringBuilder();
        while (true) {
            String line = line();
            reply.append(reply.length() == 0 ? "" : "\n").append(line);
            if (line.length() < 4 || line.charAt(3) != '-') {
                return reply.toString();
            }
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int c = in.read();
            if (c < 0) {
                return "closed " + line;
            }
            if (c == '\n') {
                return line.toString(StandardCharsets.UTF_8).stripTrailing();
            }
            line.write(c);
        }
    }

    void expectClosed() throws IOException {
        try {
            assertThat(in.read()).isEqualTo(-1);
        } catch (java.net.SocketException e) {
            assertThat(e).isNotNull(); // a reset is closed too
        }
    }

    /** Greeting and EHLO. */
    Transcript hello() throws IOException {
        return expect("220 ").send("EHLO client.example").expect("250");
    }

    Transcript envelope(String sender, String... recipients) throws IOException {
        send("MAIL FROM:<" + sender + ">").expect("250 2.1.0");
        for (String recipient : recipients) {
            send("RCPT TO:<" + recipient + ">").expect("250 2.1.5");
        }
        return this;
    }

    /** Goes on inside TLS, trusting any certificate, and returns the one presented. */
    X509Certificate startTls() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anybody()}, null);
        SSLSocket tls =
                (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
        tls.startHandshake();
        socket = tls;
        in = tls.getInputStream();
        return (X509Certificate) tls.getSession().getPeerCertificates()[0];
    }

    Socket socket() {
        return socket;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new IllegalStateException();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            assertThat(chain).isNotEmpty();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
