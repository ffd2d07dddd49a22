package org.fastsmtp.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Fifty mails of 10 MiB at once against the assembled server with its default heap: {@code benchmarks/large}. First they are accepted with
 * nothing behind the queue, which gives the CPU of one; then they are understood and delivered. Ends by itself; fails when one is lost, the
 * server ran out of memory or the CPU of a mail is over the bar.
 */
public final class LargeMails {
    private static final int SESSIONS = 50;
    private static final int SIZE = 10 * 1024 * 1024 - 4096; // the limit counts header and dots
    private static final double MOST_CPU_MILLIS = 500;

    private LargeMails() {}

    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(System.getProperty("fastsmtp.root")).toAbsolutePath();
        Path work = root.resolve("benchmarks/target/work");
        try (FastReceiver receiver = new FastReceiver();
                ServerUnderTest server = new ServerUnderTest(root, work, Map.of())) {
            server.configure("bench.example.com", "tickets", receiver.url());
            SmtpLoad load = new SmtpLoad(server.smtpPort(), "tickets@bench.example.com", SIZE);
            load.run(2, 4, true);
            arrived(receiver, 4);

            server.understanding(false);
            double cpu = server.cpuMillis();
            SmtpLoad.Result accepted = load.run(SESSIONS, SESSIONS, true);
            double each = (server.cpuMillis() - cpu) / SESSIONS;
            Table.show("accept of a 10 MiB mail, 50 at once, CPU ms", each);
            Table.show("accept, mails/s", accepted.rate());
            Table.show("RSS MB, most so far", server.memoryMegabytes("VmHWM"));

            server.understanding(true);
            long start = System.nanoTime();
            arrived(receiver, 4 + SESSIONS);
            Table.show("understood and delivered after, s", (System.nanoTime() - start) / 1e9);
            Table.show("CPU ms of one, accepted, understood, delivered", (server.cpuMillis() - cpu) / SESSIONS);
            Table.show("RSS MB, most", server.memoryMegabytes("VmHWM"));
            if (ranOutOfMemory(server.data())) {
                throw new IllegalStateException("the server ran out of memory");
            }
            if (each > MOST_CPU_MILLIS) {
                throw new IllegalStateException("a 10 MiB mail costs more than " + MOST_CPU_MILLIS + " ms of CPU");
            }
        }
    }

    private static boolean ranOutOfMemory(Path data) throws IOException {
        for (Path file : new Path[] {data.resolve("log/server.log"), data.resolve("output.txt")}) {
            if (Files.isReadable(file)) {
                try (Stream<String> lines = Files.lines(file)) {
                    if (lines.anyMatch(line -> line.contains("OutOfMemoryError"))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static void arrived(FastReceiver receiver, long wanted) {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(10);
        while (receiver.calls() < wanted) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("only " + receiver.calls() + " of " + wanted + " webhooks arrived");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
