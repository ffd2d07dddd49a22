package org.fastsmtp.benchmarks;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The figures of the server as a whole, one run: see {@code benchmarks/run}. Medians of three where it says so. */
public final class Load {
    private static final int SIZE = 5 * 1024;
    private static final String RECIPIENT = "tickets@bench.example.com";
    private static final int WARM_UP_ROUND = 10_000;
    private static final int LEAST_WARM_UP = 30_000;
    private static final int MOST_WARM_UP = 150_000;
    private static final double WARM = 0.05;

    private final Path root = Path.of(System.getProperty("fastsmtp.root")).toAbsolutePath();
    private final Path work = root.resolve("benchmarks/target/work");
    private final JsonObjectBuilder figures = Json.createObjectBuilder();
    private final String database;
    private final int scale;
    private final boolean memoryOnly;

    private Load(String database, int scale, boolean memoryOnly) {
        this.database = database;
        this.scale = scale;
        this.memoryOnly = memoryOnly;
    }

    public static void main(String[] arguments) throws Exception {
        List<String> given = Arrays.asList(arguments);
        if (given.isEmpty() || !List.of("h2", "postgresql").contains(given.get(0))) {
            throw new IllegalArgumentException("usage: benchmarks/run h2|postgresql [--quick] [--memory]");
        }
        new Load(given.get(0), given.contains("--quick") ? 1 : 5, given.contains("--memory")).run();
    }

    private void run() throws Exception {
        if (database.equals("postgresql")) {
            try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                    .setServerConfig("max_prepared_transactions", "64")
                    // The embedded one comes without: here commits are to cost what they cost.
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .start()) {
                run(Map.of(
                        "FASTSMTP_DATABASE_URL",
                        "postgresql://postgres:postgres@127.0.0.1:" + postgres.getPort() + "/postgres"));
            }
        } else {
            run(Map.of());
        }
        Path file = root.resolve("benchmarks/target/load-" + database + ".json");
        Files.writeString(file, figures.build().toString());
        System.out.println("written: " + root.relativize(file));
    }

    private void run(Map<String, String> settings) throws Exception {
        try (FastReceiver receiver = new FastReceiver();
                ServerUnderTest server = new ServerUnderTest(root, work, settings)) {
            show("serve to ready, s", server.secondsToReady());
            server.configure("bench.example.com", "tickets", receiver.url());
            SmtpLoad load = new SmtpLoad(server.smtpPort(), RECIPIENT, SIZE);
            warmUp(server, load, receiver);
            if (!memoryOnly) {
                endToEnd(server, load, receiver);
                accept(server, load, receiver);
            }
            large(server, receiver);
        }
        if (!memoryOnly) {
            anchor();
        }
    }

    /** Until the compiler of the virtual machine takes little of what is spent; before that the figures are its own. */
    private void warmUp(ServerUnderTest server, SmtpLoad load, FastReceiver receiver) throws IOException {
        int sent = 0;
        double share = 1;
        while (sent < MOST_WARM_UP && (sent < LEAST_WARM_UP || share > WARM)) {
            double cpu = server.cpuMillis();
            double compiler = server.compilerMillis();
            long before = receiver.calls();
            load.run(10, WARM_UP_ROUND, true);
            arrived(receiver, before + WARM_UP_ROUND);
            share = (server.compilerMillis() - compiler) / (server.cpuMillis() - cpu);
            sent += WARM_UP_ROUND;
        }
        show("mails to warm up", sent);
        show("the compiler's part of the last of them, %", 100 * share);
    }

    /** Accept, understand, deliver: until the last webhook has been answered. */
    private void endToEnd(ServerUnderTest server, SmtpLoad load, FastReceiver receiver) throws IOException {
        double[] rates = new double[3];
        double[] cpus = new double[3];
        int mails = 2000 * scale;
        for (int i = 0; i < 3; i++) {
            long before = receiver.calls();
            double cpu = server.cpuMillis();
            long start = System.nanoTime();
            load.run(10, mails, true);
            arrived(receiver, before + mails);
            rates[i] = mails / ((System.nanoTime() - start) / 1e9);
            cpus[i] = (server.cpuMillis() - cpu) / mails;
        }
        show("end to end, mails/s, median of 3", median(rates));
        show("end to end, CPU ms per mail, median of 3", median(cpus));
    }

    private void accept(ServerUnderTest server, SmtpLoad load, FastReceiver receiver) throws Exception {
        for (int sessions : new int[] {1, 10, 50}) {
            // Alone: what is accepted waits on the queue until the figures of this number of sessions are taken.
            server.understanding(false);
            long before = receiver.calls();
            int sent = 0;
            for (boolean kept : new boolean[] {true, false}) {
                double[] rates = new double[3];
                double[] cpus = new double[3];
                SmtpLoad.Result last = null;
                for (int i = 0; i < 3; i++) {
                    int mails = (sessions == 1 ? 500 : 1000) * scale;
                    double cpu = server.cpuMillis();
                    last = load.run(sessions, mails, kept);
                    sent += mails;
                    rates[i] = last.rate();
                    cpus[i] = (server.cpuMillis() - cpu) / mails;
                }
                String what = "accept, " + sessions + (kept ? " sessions kept" : " sessions, one mail each");
                show(what + ", mails/s, median of 3", median(rates));
                show(what + ", CPU ms per mail, median of 3", median(cpus));
                show(what + ", final dot p50 µs", last.p50());
                show(what + ", final dot p99 µs", last.p99());
            }
            server.understanding(true);
            arrived(receiver, before + sent);
        }
        show("RSS MB after accepting", server.memoryMegabytes("VmRSS"));
    }

    private void large(ServerUnderTest server, FastReceiver receiver) throws IOException {
        long before = receiver.calls();
        SmtpLoad load = new SmtpLoad(server.smtpPort(), RECIPIENT, 1024 * 1024);
        load.run(50, 200, true);
        arrived(receiver, before + 200);
        show("RSS MB, most so far, after 50 sessions of 1 MiB mails", server.memoryMegabytes("VmHWM"));
        double cpu = server.cpuMillis();
        long mark = receiver.calls();
        new SmtpLoad(server.smtpPort(), RECIPIENT, 9 * 1024 * 1024).run(2, 10, true);
        show("accept of a 9 MiB mail, CPU ms (with what runs behind it)", (server.cpuMillis() - cpu) / 10);
        arrived(receiver, mark + 10);
        show("RSS MB, most so far, after 9 MiB mails", server.memoryMegabytes("VmHWM"));
    }

    private void anchor() throws IOException, InterruptedException {
        Optional<Postfix> postfix = Postfix.start(work, ServerUnderTest.freePort());
        if (postfix.isEmpty()) {
            System.out.println("postfix is not installed: no anchor in this run");
            return;
        }
        try (Postfix anchor = postfix.get()) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            SmtpLoad load = new SmtpLoad(anchor.port(), "user@anchor-destination.example", SIZE);
            load.run(10, 1000, true);
            for (int sessions : new int[] {1, 10, 50}) {
                double[] rates = new double[3];
                for (int i = 0; i < 3; i++) {
                    rates[i] = load.run(sessions, (sessions == 1 ? 300 : 600) * scale, true)
                            .rate();
                }
                show("Postfix accept, " + sessions + " sessions kept, mails/s, median of 3", median(rates));
            }
        }
    }

    private static void arrived(FastReceiver receiver, long wanted) {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(10);
        while (receiver.calls() < wanted) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("only " + receiver.calls() + " of " + wanted + " webhooks arrived");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private void show(String what, double value) {
        Table.show(what, value);
        figures.add(what, value);
    }
}
