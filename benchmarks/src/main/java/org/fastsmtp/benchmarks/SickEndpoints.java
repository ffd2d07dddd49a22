package org.fastsmtp.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What sick endpoints cost the others and the server: {@code benchmarks/run sick} (finding 25). One of a hundred hangs for 30 s; and
 * 100 000 deliveries wait for one that refuses, then drain.
 */
public final class SickEndpoints {
    private static final int ENDPOINTS = 100;
    private static final int SIZE = 5 * 1024;
    private static final int SESSIONS = 10;

    private final ServerUnderTest server;
    private final EndpointReceiver receiver;
    private final int mails;
    private final int deferred;

    private record Seen(double rate, double p99Millis) {}

    private SickEndpoints(ServerUnderTest server, EndpointReceiver receiver, int mails, int deferred) {
        this.server = server;
        this.receiver = receiver;
        this.mails = mails;
        this.deferred = deferred;
    }

    public static void main(String[] arguments) throws Exception {
        boolean isQuick = List.of(arguments).contains("--quick");
        Path root = Path.of(System.getProperty("fastsmtp.root")).toAbsolutePath();
        try (EndpointReceiver receiver = new EndpointReceiver();
                ServerUnderTest server = new ServerUnderTest(
                        root,
                        root.resolve("benchmarks/target/work"),
                        Map.of("FASTSMTP_WEBHOOK_RETRY_SCHEDULE", "1h,1h,1h"))) {
            String domain = server.domain("bench.example.com");
            for (int i = 0; i < ENDPOINTS; i++) {
                server.recipient(domain, "r" + i, receiver.url(i));
            }
            SickEndpoints sick =
                    new SickEndpoints(server, receiver, isQuick ? 3_000 : 30_000, isQuick ? 5_000 : 100_000);
            if (!List.of(arguments).contains("--deferred")) {
                sick.isolation();
            }
            sick.deferred();
        }
    }

    /** Endpoint 0 gets its mail in both runs; only the 99 others are looked at. */
    private void isolation() throws IOException {
        SmtpLoad load =
                new SmtpLoad(server.smtpPort(), number -> "r" + number % ENDPOINTS + "@bench.example.com", SIZE);
        run(load, 0, ENDPOINTS); // warm
        run(load, 0, ENDPOINTS);
        Seen fast = run(load, 0, ENDPOINTS);
        int pace = (int) Math.max(20, fast.rate() * 0.4);
        Seen well = run(load, pace, ENDPOINTS);
        receiver.hang(0);
        Seen fastBesideSick = run(load, 0, ENDPOINTS - 1);
        Seen wellBesideSick = run(load, pace, ENDPOINTS - 1);
        receiver.hang(-1);
        Table.show("all well, mails/s to 100 endpoints", fast.rate());
        Table.show("one hangs, mails/s to the other 99", fastBesideSick.rate());
        Table.show("the same as a part of what they had (at least 0.95)", fastBesideSick.rate() / (fast.rate() * 0.99));
        Table.show("offered steadily, mails/s", pace);
        Table.show("all well, p99 ms", well.p99Millis());
        Table.show("one hangs, p99 ms of the other 99", wellBesideSick.p99Millis());
        Table.show("ratio (at most 1.2)", wellBesideSick.p99Millis() / well.p99Millis());
    }

    private Seen run(SmtpLoad load, int perSecond, int well) {
        receiver.take();
        int wanted = mails / ENDPOINTS * well;
        long start = System.nanoTime();
        load.run(SESSIONS, mails, true, perSecond);
        arrived(wanted);
        double seconds = (System.nanoTime() - start) / 1e9;
        long[] latencies = receiver.take();
        return new Seen(wanted / seconds, latencies[(int) (latencies.length * 0.99)] / 1e6);
    }

    private void deferred() throws IOException, InterruptedException {
        SmtpLoad load = new SmtpLoad(server.smtpPort(), "r1@bench.example.com", SIZE);
        receiver.take();
        long start = System.nanoTime();
        load.run(SESSIONS, mails, true);
        arrived(mails);
        double usual = mails / ((System.nanoTime() - start) / 1e9);
        double before = server.heapMegabytes();
        receiver.answer(503);
        receiver.take();
        load.run(SESSIONS, deferred, true);
        server.awaitDrained();
        double during = server.heapMegabytes();
        Table.show("usual rate to one endpoint, mails/s", usual);
        Table.show("deliveries that wait", deferred);
        Table.show("heap MB that they cost (at most 50)", during - before);
        receiver.answer(200);
        server.resetBreaker(receiver.url(1));
        long drain = System.nanoTime();
        // Those that were tried before the breaker opened wait for their schedule.
        arrived(deferred - 200);
        double rate = (deferred - 200) / ((System.nanoTime() - drain) / 1e9);
        Table.show("drain, mails/s", rate);
        Table.show("the same as a part of the usual rate", rate / usual);
        receiver.take();
    }

    private void arrived(int wanted) {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(20);
        while (receiver.delivered() < wanted) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("only " + receiver.delivered() + " of " + wanted + " arrived");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
