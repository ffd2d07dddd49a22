package org.fastsmtp.benchmarks;

import com.sun.management.ThreadMXBean;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * CPU time and allocation of the micro benchmarks' operations, by the thread's own clock: the figures of a machine that has other things to
 * do. JMH measures elapsed time.
 */
public final class CpuTime {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long WARM_NANOS = 3_000_000_000L;
    private static final int MOST = 2_000;
    private static final int CHANGES = 9;
    private static final List<String> KINDS = List.of("mixed", "contains", "pattern", "raw", "adverse");
    private static final PrintStream OUT = System.out;

    private CpuTime() {}

    /** One operation; what it returns keeps it from being optimised away. */
    private interface Operation {
        Object run() throws Exception;
    }

    public static void main(String[] args) throws Exception {
        OUT.printf("%-46s %12s %12s %12s%n", "operation", "first ms", "warm ms", "warm KiB");
        if (args.length == 0 || !args[0].equals("rules")) {
            mails();
        }
        rules(args.length > 1 ? List.of(args).subList(1, args.length) : KINDS);
    }

    private static void mails() throws Exception {
        for (String mail : new String[] {"usual", "parts", "levels"}) {
            MessageBenchmark benchmark = new MessageBenchmark();
            benchmark.mail = mail;
            benchmark.prepare();
            measure("parse and payload, " + mail, benchmark::parseAndWrite);
        }
        for (int signatures : new int[] {1, 500}) {
            SignatureBenchmark benchmark = new SignatureBenchmark();
            benchmark.signatures = signatures;
            benchmark.prepare();
            measure("DKIM, signatures " + signatures, benchmark::check);
        }
    }

    private static void rules(List<String> kinds) throws Exception {
        for (String kind : kinds) {
            for (int body : new int[] {51_200, 1_048_576}) {
                RuleBenchmark benchmark = new RuleBenchmark();
                benchmark.rules = 10_000;
                benchmark.body = body;
                benchmark.kind = kind;
                benchmark.compile();
                measure("10 000 rules, " + kind + ", body " + body, benchmark::evaluate);
                afterChange(benchmark);
            }
        }
    }

    /** In a warm process: the compilation after a change of the rules, and the first mail after it; the medians of some. */
    private static void afterChange(RuleBenchmark benchmark) {
        long[] compilations = new long[CHANGES];
        long[] mails = new long[CHANGES];
        int sum = 0;
        for (int i = 0; i < CHANGES; i++) {
            long start = THREADS.getCurrentThreadCpuTime();
            sum += System.identityHashCode(benchmark.compileAgain());
            long compiled = THREADS.getCurrentThreadCpuTime();
            sum += System.identityHashCode(benchmark.evaluate());
            compilations[i] = compiled - start;
            mails[i] = THREADS.getCurrentThreadCpuTime() - compiled;
        }
        Arrays.sort(compilations);
        Arrays.sort(mails);
        OUT.printf(
                Locale.ROOT,
                "%-46s %12.2f %12.2f%s%n",
                "  after a change: compilation, first mail",
                compilations[CHANGES / 2] / 1e6,
                mails[CHANGES / 2] / 1e6,
                sum == 0 ? " " : "");
    }

    private static void measure(String name, Operation operation) throws Exception {
        long start = THREADS.getCurrentThreadCpuTime();
        int sum = System.identityHashCode(operation.run());
        long first = THREADS.getCurrentThreadCpuTime() - start;
        long end = THREADS.getCurrentThreadCpuTime() + WARM_NANOS;
        for (int i = 0; i < MOST && THREADS.getCurrentThreadCpuTime() < end; i++) {
            sum += System.identityHashCode(operation.run());
        }
        int times = (int) Math.max(3, Math.min(MOST, WARM_NANOS / Math.max(1, first)));
        start = THREADS.getCurrentThreadCpuTime();
        long allocated = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
        for (int i = 0; i < times; i++) {
            sum += System.identityHashCode(operation.run());
        }
        allocated = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - allocated;
        long warm = THREADS.getCurrentThreadCpuTime() - start;
        OUT.printf(
                Locale.ROOT,
                "%-46s %12.2f %12.3f %12.0f%s%n",
                name,
                first / 1e6,
                warm / 1e6 / times,
                allocated / 1024.0 / times,
                sum == 0 ? " " : "");
    }
}
