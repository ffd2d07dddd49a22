package org.fastsmtp.system;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Artemis as an administrator starts it for several nodes: an instance of its own, with the queues of wildfly-config/artemis added. */
final class ArtemisBroker implements AutoCloseable {
    static final String USER = "fastsmtp";
    static final String PASSWORD = "p@ss/w:rd";

    private static final String DOMAIN = "org.apache.activemq.artemis:";
    private static final Path HOME = Path.of(System.getProperty("fastsmtp.artemis", "target/artemis"));

    private final String name;
    private final Path instance;
    private final int port;
    private final List<Path> properties =
            new ArrayList<>(List.of(Server.root().resolve("wildfly-config/artemis/fastsmtp.properties")));
    private String javaOptions = "";
    private Process process;

    /** Makes the instance; nothing runs. */
    ArtemisBroker(String name, String... more) {
        this(name, Server.freePort(), more);
    }

    ArtemisBroker(String name, int port, String... more) {
        this.name = name;
        this.instance = Server.work().resolve(name + "-" + System.nanoTime());
        this.port = port;
        List<String> create = new ArrayList<>(List.of(
                HOME.resolve("bin/artemis").toString(),
                "create",
                instance.toString(),
                "--name=" + name,
                "--host=127.0.0.1",
                "--default-port=" + port,
                "--user=" + USER,
                "--password=" + PASSWORD,
                "--require-login",
                "--no-web",
                "--no-autotune",
                "--no-amqp-acceptor",
                "--no-mqtt-acceptor",
                "--no-stomp-acceptor",
                "--no-hornetq-acceptor"));
        create.addAll(List.of(more));
        try {
            Path output = Files.createTempFile(Server.work(), name, ".txt");
            HOME.resolve("bin/artemis").toFile().setExecutable(true);
            Process creating = builder(create, "", output).start();
            if (!creating.waitFor(60, TimeUnit.SECONDS) || creating.exitValue() != 0) {
                throw new IllegalStateException(Files.readString(output));
            }
            // JMX of the process for its owner, who is this test, without a login.
            Files.writeString(
                    instance.resolve("etc/management.xml"),
                    "<management-context xmlns=\"http://activemq.apache.org/schema\"/>");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What {@code artemis run} is given besides the queues. */
    ArtemisBroker with(Path more, String options) {
        properties.add(more);
        javaOptions = options;
        return this;
    }

    /** Starts and returns when it serves. */
    ArtemisBroker start() {
        launch();
        awaitSaid("AMQ221007");
        await().atMost(Duration.ofSeconds(60)).until(() -> Server.isListening(port));
        return this;
    }

    /** Starts and returns at once: a backup serves later, or never. */
    ArtemisBroker launch() {
        try {
            process = builder(
                            List.of(
                                    instance.resolve("bin/artemis").toString(),
                                    "run",
                                    "--properties",
                                    properties.stream().map(Path::toString).collect(Collectors.joining(","))),
                            javaOptions,
                            log())
                    .start();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns when it has said a line with this in it, e.g. a number of Artemis' own. */
    void awaitSaid(String words) {
        await().atMost(Duration.ofSeconds(120)).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException(Files.readString(log()));
            }
            return Files.readString(log()).contains(words);
        });
    }

    /** {@code bin/artemis} of the distribution, for its other commands. */
    static Path tool() {
        return HOME.resolve("bin/artemis");
    }

    Path log() {
        return instance.resolve("output.txt");
    }

    /** For FASTSMTP_BROKER_URL. */
    String url() {
        return "tcp://" + USER + ":p%40ss%2Fw%3Ard@127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Transactions that are prepared and wait for somebody to end them, as the broker's own management tells. */
    List<String> preparedTransactions() {
        return List.of((String[]) invoke("broker=\"" + name + "\"", "listPreparedTransactions"));
    }

    /** Messages on a queue of FastSMTP, those under way included. */
    long messages(String queue) {
        return ((Number) attribute(queue(queue), "MessageCount")).longValue();
    }

    /** Puts a text on a queue of FastSMTP, as somebody who should not. */
    void send(String queue, String text) {
        new LocalJmx(process)
                .ask(machine -> machine.invoke(
                        new javax.management.ObjectName(DOMAIN + queue(queue)),
                        "sendMessage",
                        new Object[] {Map.of(), 3, text, true, USER, PASSWORD},
                        new String[] {
                            Map.class.getName(),
                            "int",
                            String.class.getName(),
                            "boolean",
                            String.class.getName(),
                            String.class.getName()
                        }));
    }

    private String queue(String name) {
        return "broker=\"" + this.name + "\",component=addresses,address=\"fastsmtp." + name
                + "\",subcomponent=queues,routing-type=\"anycast\",queue=\"fastsmtp." + name + "\"";
    }

    private Object attribute(String mbean, String attribute) {
        return new LocalJmx(process).attribute(DOMAIN + mbean, attribute);
    }

    private Object invoke(String mbean, String operation) {
        return new LocalJmx(process).invoke(DOMAIN + mbean, operation);
    }

    private static ProcessBuilder builder(List<String> command, String javaOptions, Path output) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment()
                .put(
                        "JAVA_ARGS",
                        Server.SHORT_LIVED + " -Xms64m -Xmx256m -XX:+UseSerialGC -Dlog4j2.disableJmx=true"
                                + " --add-opens java.base/jdk.internal.misc=ALL-UNNAMED " + javaOptions);
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        return builder;
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            kill();
        }
    }
}
