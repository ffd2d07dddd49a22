package org.fastsmtp.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every script of wildfly-config, offline, on {@code standalone-full.xml} as it comes: run twice it changes nothing the second time, and its
 * counterpart gives back what was before, also twice.
 */
class ConfigurationScriptsIT {
    private static final Path SCRIPTS = Server.root().resolve("wildfly-config");

    /** What an administrator would run, in this order; undone in the reverse order. */
    private static final List<List<String>> TOPOLOGIES = List.of(
            List.of("datasource-h2", "broker-embedded", "server", "adapter", "tls", "deployment"),
            List.of("datasource-postgresql", "broker-remote", "server", "cluster", "adapter", "credential-store"));

    @TempDir
    private Path base;

    private final List<String> commands = new ArrayList<>();
    private final List<Same> expectations = new ArrayList<>();
    private int snapshots;

    private record Same(String what, int first, int second) {}

    @Test
    void a_script_changes_nothing_the_second_time_and_its_counterpart_takes_everything_back() throws Exception {
        TreeSet<String> run = new TreeSet<>();
        for (List<String> topology : TOPOLOGIES) {
            // Anew for each: a capability that was removed is only free again after a reload.
            commands.add("embed-server --server-config=standalone-full.xml --std-out=discard");
            Deque<Integer> before = new ArrayDeque<>();
            for (String name : topology) {
                before.push(snapshot());
                twice("configure-" + name);
                run.add("configure-" + name + ".cli");
            }
            for (int i = topology.size() - 1; i >= 0; i--) {
                int restored = twice("restore-" + topology.get(i));
                expectations.add(new Same("restore-" + topology.get(i) + " gives back", before.pop(), restored));
                run.add("restore-" + topology.get(i) + ".cli");
            }
            commands.add("stop-embedded-server");
        }

        run();

        for (Same same : expectations) {
            assertThat(text(same.second)).as(same.what).isEqualTo(text(same.first));
        }
        // Taken back by starting from standalone-full.xml again.
        run.add("configure-trim.cli");
        run.add("configure-trim-broker.cli");
        assertThat(run).as("no script is forgotten here").isEqualTo(scripts());
    }

    private static TreeSet<String> scripts() throws IOException {
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            TreeSet<String> names = new TreeSet<>();
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".cli"))
                    .forEach(names::add);
            return names;
        }
    }

    /** @return the snapshot after the second run */
    private int twice(String script) throws IOException {
        commands.addAll(Files.readAllLines(SCRIPTS.resolve(script + ".cli")));
        int once = snapshot();
        commands.addAll(Files.readAllLines(SCRIPTS.resolve(script + ".cli")));
        int again = snapshot();
        expectations.add(new Same(script + " run again changes nothing", once, again));
        return again;
    }

    private int snapshot() {
        commands.add(":read-config-as-xml > " + base.resolve("snapshot-" + snapshots));
        return snapshots++;
    }

    /** The configuration without the answer around it, which says whether a reload is due. */
    private String text(int snapshot) throws IOException {
        String answer = Files.readString(base.resolve("snapshot-" + snapshot));
        int end = answer.lastIndexOf("</server>");
        assertThat(end).isPositive();
        return answer.substring(answer.indexOf("<server"), end);
    }

    private void run() throws IOException, InterruptedException {
        Path home = Server.home();
        Path configuration = Files.createDirectories(base.resolve("configuration"));
        try (Stream<Path> files = Files.list(home.resolve("standalone/configuration"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, configuration.resolve(file.getFileName()));
            }
        }
        Path script = Files.write(base.resolve("all.cli"), commands);
        Path output = base.resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx384m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Djboss.home.dir=" + home,
                        "-Djboss.server.base.dir=" + base,
                        "-Djboss.cli.config=" + home.resolve("bin/jboss-cli.xml"),
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                        "-jar",
                        home.resolve("jboss-modules.jar").toString(),
                        "-mp",
                        home.resolve("modules").toString(),
                        "org.jboss.as.cli",
                        "--file=" + script)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("JBOSS_HOME", home.toString());
        Process cli = builder.start();
        try {
            assertThat(cli.waitFor(240, TimeUnit.SECONDS)).isTrue();
            assertThat(cli.exitValue()).as(Files.readString(output)).isZero();
        } finally {
            cli.destroyForcibly();
        }
    }
}
