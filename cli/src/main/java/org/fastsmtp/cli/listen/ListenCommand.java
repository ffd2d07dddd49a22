package org.fastsmtp.cli.listen;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.fastsmtp.cli.Console;
import org.fastsmtp.cli.Failure;
import org.fastsmtp.cli.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code fsmtp listen 9000}: runs until Ctrl-C. */
@Command(name = "listen", mixinStandardHelpOptions = true)
public final class ListenCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "PORT", defaultValue = "9000", description = "Port (${DEFAULT-VALUE}).")
    private int port;

    @Option(names = "--host", defaultValue = "127.0.0.1", description = "Address to bind (${DEFAULT-VALUE}).")
    private String host;

    @Option(
            names = "--secret",
            paramLabel = "whsec_…",
            description = "Check signatures with the recipient's secret; what is not signed with it is answered 401.")
    private String secret;

    @Option(names = "--status", defaultValue = "200", description = "Answer with this status (${DEFAULT-VALUE}).")
    private int status;

    @Option(names = "--count", paramLabel = "N", description = "End after N requests.")
    private int count;

    @Option(names = "--output", paramLabel = "table|json", description = "json: one object for each request and line.")
    private Format output = Format.TABLE;

    private final Console console;

    ListenCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (status < 200 || status > 599) {
            throw Failure.usage("--status is a number from 200 to 599");
        }
        if (port < 0 || port > 65_535) {
            throw Failure.usage("PORT is a number from 0 to 65535");
        }
        Optional<Verification> verification =
                Optional.ofNullable(secret).map(text -> Verification.with(text, Clock.systemUTC()));
        CountDownLatch end = new CountDownLatch(count > 0 ? count : 1);
        Runnable counted = count > 0 ? end::countDown : () -> {};
        Reception reception = new Reception(console.out(), output, verification, status, counted);
        Receiver receiver;
        try {
            receiver = Receiver.start(new InetSocketAddress(InetAddress.getByName(host), port), reception);
        } catch (IOException e) {
            throw Failure.failed(
                    "port " + port + " on " + host + " cannot be opened: it is taken, or the host is wrong");
        }
        try {
            console.err()
                    .println("Listening on " + receiver.url() + " and answering " + status
                            + "; the server calls it once FASTSMTP_WEBHOOK_ALLOWED_INTERNAL_DOMAINS='[\"" + host
                            + "\"]' allows it. Ctrl-C ends.");
            end.await();
        } finally {
            receiver.stop();
        }
        return 0;
    }
}
