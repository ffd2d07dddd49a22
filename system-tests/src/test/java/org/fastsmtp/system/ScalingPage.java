package org.fastsmtp.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** docs/scaling.md, with the places of this test in place of its examples. */
final class ScalingPage {
    private static final String TRUST_PASSWORD = "trust-secret";

    private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```\\n(.*?)^ *```$");
    private static final Pattern ROW = Pattern.compile(
            "(?m)^\\|(fastsmtp\\.\\S+)\\s*\\|[^|]*\\|\\s*(\\d+)\\s*\\|\\s*(\\d+)\\s*\\|\\s*\\d+\\s*\\|\\s*(\\d+)\\s*\\|");

    private final String text;

    /** @param tls where broker.p12 and trust.p12 are to be */
    ScalingPage(Path tls, int livePort, int backupPort) throws IOException {
        text = Files.readString(Server.root().resolve("docs/scaling.md"))
                .replace("live.example:61616", "127.0.0.1:" + livePort)
                .replace("backup.example:61616", "127.0.0.1:" + backupPort)
                .replace("dns:live.example,dns:backup.example", "ip:127.0.0.1")
                .replaceAll(" --host (live|backup)\\.example", "")
                .replaceAll("/path/(broker|trust)\\.", tls + "/$1.")
                .replaceAll("(trustStorePassword=|keyStorePassword=)…", "$1" + TRUST_PASSWORD)
                .replace("-storepass '…'", "-storepass " + TRUST_PASSWORD)
                .replace("--password '…'", "--password '" + ArtemisBroker.PASSWORD + "'")
                .replace("'…'", "cluster-secret")
                .replace("\\\n", "");
    }

    /** The block that begins so. */
    String block(String begin) {
        return BLOCK.matcher(text)
                .results()
                .map(block -> block.group(1))
                .filter(block -> block.startsWith(begin))
                .findFirst()
                .orElseThrow();
    }

    /** Options of {@code artemis create} that make one of a pair. */
    String[] pair(String name) {
        return only("artemis create /var/lib/" + name + " .* (--clustered .*)").split(" +");
    }

    String trust() {
        return only("JAVA_OPTS=\"(-Dorg[^\"]*)\"");
    }

    String prepared() {
        return only("psql -c \"(SELECT [^\"]*)\"");
    }

    double inDoubt(Server node) {
        assertThat(only("curl -s \\S+(/metrics) \\| grep fastsmtp_transactions_in_doubt"))
                .isEqualTo("/metrics");
        return gauge(node, "fastsmtp_transactions_in_doubt");
    }

    double heuristic(Server node) {
        return gauge(node, only("`(fastsmtp_transactions_heuristic)`"));
    }

    private static double gauge(Server node, String name) {
        Matcher gauge = Pattern.compile("(?m)^" + name + "(?:\\{[^}]*})? ([0-9.]+)$")
                .matcher(new Api(node.api(), "").get("/metrics").expect(200).body());
        assertThat(gauge.find()).isTrue();
        return Double.parseDouble(gauge.group(1));
    }

    String probe() {
        return only("(/subsystem=transactions/log-store=log-store:probe)");
    }

    String heuristics() {
        return only("(/subsystem=transactions/log-store=log-store:read-children-names\\S+)");
    }

    String delete() {
        return only("(/subsystem=transactions/log-store=log-store/transactions=\\S+)");
    }

    /** One row of {@code artemis queue stat}. */
    record Queue(int consumers, int messages, int delivering) {}

    Map<String, Queue> queues() {
        String said = run(only("(artemis queue stat --url '\\(.*)"));
        Map<String, Queue> queues = ROW.matcher(said)
                .results()
                .collect(Collectors.toMap(
                        row -> row.group(1),
                        row -> new Queue(
                                Integer.parseInt(row.group(2)),
                                Integer.parseInt(row.group(3)),
                                Integer.parseInt(row.group(4)))));
        assertThat(queues).as(said).containsKeys("fastsmtp.inbound", "fastsmtp.delivery");
        return queues;
    }

    private String only(String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        assertThat(found.find()).as(pattern).isTrue();
        return found.group(1).strip();
    }

    /** In a shell that finds {@code artemis} and {@code keytool}; a failure of any command is an error. */
    String run(String commands) {
        try {
            Path output = Files.createTempFile(Server.work(), "page", ".txt");
            ProcessBuilder builder = new ProcessBuilder("sh", "-ec", commands);
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            builder.environment()
                    .merge(
                            "PATH",
                            System.getProperty("java.home") + "/bin:"
                                    + ArtemisBroker.tool().getParent(),
                            (path, more) -> more + ":" + path);
            Process process = builder.redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("did not end: " + commands);
            }
            String said = Files.readString(output);
            assertThat(process.exitValue()).as(commands + "\n" + said).isZero();
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
