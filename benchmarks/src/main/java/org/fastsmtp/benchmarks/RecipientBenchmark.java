package org.fastsmtp.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.fastsmtp.domain.Route;
import org.fastsmtp.domain.RoutedDomain;
import org.fastsmtp.domain.RoutingTable;
import org.fastsmtp.smtp.EmailAddress;
import org.fastsmtp.smtp.Envelope;
import org.fastsmtp.smtp.InvalidAddressException;
import org.fastsmtp.smtp.Mail;
import org.fastsmtp.smtp.MailPolicy;
import org.fastsmtp.smtp.Origin;
import org.fastsmtp.smtp.Reply;
import org.fastsmtp.smtp.limit.LimitSettings;
import org.fastsmtp.smtp.limit.NetworkSet;
import org.fastsmtp.smtp.listener.SmtpListener;
import org.fastsmtp.smtp.listener.SmtpSettings;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** RCPT with 100 000 recipients configured: the look-up alone, and the command as a client has it answered, a hundred at a time. Bar: 50 µs. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RecipientBenchmark {
    private static final int RECIPIENTS = 100_000;
    private static final int DOMAINS = 100;
    private static final int GROUP = 100;

    private final List<String> addresses = new ArrayList<>();
    private RoutingTable table = new RoutingTable(0, List.of());
    private SmtpListener listener;
    private Socket socket;
    private BufferedReader in;
    private int next;

    @Setup
    public void configure() throws IOException {
        List<RoutedDomain> domains = new ArrayList<>();
        for (int d = 0; d < DOMAINS; d++) {
            Map<String, Route> routes = new HashMap<>();
            for (int i = 0; i < RECIPIENTS / DOMAINS; i++) {
                routes.put("user" + i, new Route(UUID.randomUUID(), "https://hooks.example.com/" + d + "/" + i));
                addresses.add("User" + i + (i % 3 == 0 ? "+tag" : "") + "@d" + d + ".example.com");
            }
            Optional<Boolean> unset = Optional.empty();
            domains.add(new RoutedDomain(
                    UUID.randomUUID(),
                    "d" + d + ".example.com",
                    unset,
                    unset,
                    unset,
                    unset,
                    unset,
                    routes,
                    Optional.empty()));
        }
        table = new RoutingTable(1, domains);
        SmtpSettings standard = SmtpSettings.defaults();
        listener = new SmtpListener(
                new SmtpSettings(
                        new SmtpSettings.Ports("127.0.0.1", 0, -1),
                        "mx.example.net",
                        "FastSMTP",
                        false,
                        Optional.empty(),
                        standard.content(),
                        standard.sessions(),
                        LimitSettings.none(),
                        NetworkSet.NONE,
                        Duration.ZERO),
                Optional.empty(),
                new Lookup(),
                mail -> true,
                Clock.systemUTC());
        listener.start();
        socket = new Socket(InetAddress.getLoopbackAddress(), listener.getPort());
        socket.setTcpNoDelay(true);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        expect("220");
        send("EHLO bench.example\r\n");
        expect("250");
    }

    @TearDown
    public void close() throws IOException {
        socket.close();
        listener.close();
    }

    @Benchmark
    public Optional<RoutedDomain.Match> lookUp() throws InvalidAddressException {
        EmailAddress address = EmailAddress.parse(address());
        return table.domain(address.domain()).flatMap(domain -> domain.match(address.localPart()));
    }

    @Benchmark
    @OperationsPerInvocation(GROUP)
    public void overSmtp() throws IOException {
        StringBuilder group = new StringBuilder("MAIL FROM:<a@bench.example>\r\n");
        for (int i = 0; i < GROUP; i++) {
            group.append("RCPT TO:<").append(address()).append(">\r\n");
        }
        send(group.append("RSET\r\n").toString());
        for (int i = 0; i < GROUP + 2; i++) {
            expect("250");
        }
    }

    private String address() {
        next = (next + 7919) % RECIPIENTS;
        return addresses.get(next);
    }

    private void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void expect(String code) throws IOException {
        String line = in.readLine();
        while (line != null && line.length() > 3 && line.charAt(3) == '-') {
            line = in.readLine();
        }
        if (line == null || !line.startsWith(code)) {
            throw new IOException("unexpected reply: " + line);
        }
    }

    private final class Lookup implements MailPolicy {
        @Override
        public Optional<Reply> recipient(Origin origin, Envelope envelope, EmailAddress recipient) {
            return table.domain(recipient.domain())
                            .flatMap(domain -> domain.match(recipient.localPart()))
                            .isPresent()
                    ? Optional.empty()
                    : Optional.of(new Reply(550, "5.1.1", "not found"));
        }

        @Override
        public Optional<Reply> data(Origin origin, Envelope envelope) {
            return Optional.empty();
        }

        @Override
        public Optional<Reply> content(Mail mail) {
            return Optional.empty();
        }
    }
}
