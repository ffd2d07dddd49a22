package org.fastsmtp.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What an operator does with the running server by its management command line: pause, stages, ports. */
class SuspendIT {
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final String ADAPTER = "/subsystem=resource-adapters/resource-adapter=smtp/config-properties=port:";

    private static Server server;
    private static int smtpPort;

    private final Receiver receiver = new Receiver();
    private String address;

    @BeforeAll
    static void start() {
        server = new Server("suspend");
        server.start();
        smtpPort = server.port("smtp_port");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void domain() {
        String name = "d" + NEXT.incrementAndGet() + ".example.com";
        server.asRoot().recipient(server.asRoot().domain(name), "tickets", receiver.url("/hook"));
        address = "tickets@" + name;
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void suspended_the_mail_under_way_is_taken_and_nobody_else_until_resume() {
        try (SmtpClient underWay = new SmtpClient(smtpPort)) {
            underWay.command("MAIL FROM:<a@b.example>");
            underWay.command("RCPT TO:<" + address + ">");
            assertThat(underWay.command("DATA")).startsWith("354");
            underWay.write("Message-ID: <under-way@suspend>\r\n\r\nhalf");

            Cli.Run suspend = server.cli().begin(":suspend(suspend-timeout=60)");
            await().atMost(Duration.ofSeconds(60)).until(() -> banner().startsWith("421"));
            underWay.write(" and the rest\r\n.\r\n");

            assertThat(underWay.reply()).startsWith("250");
            suspend.end();
        }
        assertThat(banner()).matches("(421.*)?");

        server.cli().run(":resume");

        awaitAccepted("<resumed@suspend>");
        awaitDelivered("<under-way@suspend>");
        awaitDelivered("<resumed@suspend>");
    }

    @Test
    void a_stage_that_is_stopped_keeps_its_queue_and_goes_on_where_it_was() {
        for (String stage : new String[] {"deliver", "understand"}) {
            String id = "<" + stage + "@stage>";
            server.cli().run(group(stage, false));
            assertThat(send(id)).startsWith("250");
            await().during(Duration.ofSeconds(1))
                    .atMost(Duration.ofSeconds(3))
                    .until(() -> receiver.calls().stream()
                            .noneMatch(call -> call.messageId().equals(id)));

            server.cli().run(group(stage, true));

            awaitDelivered(id);
        }
    }

    @Test
    void intake_that_is_stopped_takes_no_mail_and_takes_it_again_when_started() {
        server.cli().run(group("intake", false));
        assertThat(banner()).matches("(421.*)?");

        server.cli().run(group("intake", true));

        awaitAccepted("<intake@stage>");
        awaitDelivered("<intake@stage>");
    }

    @Test
    @DisplayName("finding 3: a redeployment under load loses nothing and leaves no thread and no socket behind")
    void redeployed_under_load() throws Exception {
        Set<String> acknowledged = ConcurrentHashMap.newKeySet();
        AtomicBoolean isOver = new AtomicBoolean();
        Thread sender = new Thread(() -> {
            for (int i = 0; !isOver.get(); i++) {
                String id = "<" + i + "@redeployed>";
                try {
                    if (send(id).startsWith("250")) {
                        acknowledged.add(id);
                    }
                } catch (UncheckedIOException e) {
                    Thread.onSpinWait(); // not there, or away before its reply
                }
            }
        });
        sender.start();
        await().atMost(Duration.ofSeconds(60)).until(() -> receiver.calls().size() >= 50);
        Set<Object> threads = webhookThreads();
        Set<String> sockets = connections(receiver.port());

        server.cli().run("/deployment=fastsmtp.ear:redeploy");

        int before = acknowledged.size();
        await().atMost(Duration.ofSeconds(60)).until(() -> acknowledged.size() >= before + 50);
        isOver.set(true);
        sender.join();
        await().atMost(Duration.ofSeconds(60)).until(() -> attempts().keySet().containsAll(acknowledged));
        assertThat(attempts().values())
                .as("what was under way may come twice, under its key")
                .allSatisfy(keys -> assertThat(Set.copyOf(keys)).hasSize(1))
                .filteredOn(keys -> keys.size() > 1)
                .hasSizeLessThanOrEqualTo(32);
        await().atMost(Duration.ofSeconds(40)).until(() -> Collections.disjoint(webhookThreads(), threads));
        assertThat(sockets).isNotEmpty().doesNotContainAnyElementsOf(connections(receiver.port()));
    }

    /** The keys of the attempts at each mail. */
    private Map<String, List<String>> attempts() {
        return receiver.calls().stream()
                .collect(Collectors.groupingBy(
                        Receiver.Call::messageId,
                        Collectors.mapping(call -> call.header("X-Idempotency-Key"), Collectors.toList())));
    }

    /** The ids of the threads of the client that calls webhooks. */
    private static Set<Object> webhookThreads() {
        CompositeData[] all = (CompositeData[]) server.jmx()
                .ask(machine -> machine.invoke(
                        new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME),
                        "dumpAllThreads",
                        new Object[] {false, false},
                        new String[] {"boolean", "boolean"}));
        return Arrays.stream(all)
                .filter(thread -> thread.get("threadName").toString().startsWith("webhook"))
                .map(thread -> thread.get("threadId"))
                .collect(Collectors.toSet());
    }

    /** The clients' ends of the connections to a port of this machine that are open. */
    private static Set<String> connections(int port) throws IOException {
        String to = String.format(Locale.ROOT, ":%04X", port);
        return sockets(columns -> columns[2].endsWith(to) && columns[3].equals("01"));
    }

    /** The near ends of those sockets of this machine that are looked for, as the kernel tells them. */
    private static Set<String> sockets(Predicate<String[]> wanted) throws IOException {
        Set<String> found = new HashSet<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            Files.readAllLines(Path.of(table)).stream()
                    .map(line -> line.trim().split("\\s+"))
                    .filter(wanted)
                    .forEach(columns -> found.add(columns[1]));
        }
        return found;
    }

    @Test
    void the_management_of_the_server_listens_on_loopback_only() throws IOException {
        String port = String.format(Locale.ROOT, ":%04X", server.port("management_port"));

        assertThat(sockets(columns -> columns[1].endsWith(port) && columns[3].equals("0A")))
                .isNotEmpty()
                .isSubsetOf("0100007F" + port, "0000000000000000FFFF00000100007F" + port);
    }

    @Test
    void a_port_is_a_property_of_the_adapter_and_changes_at_reload() {
        int before = smtpPort;
        int other = Server.freePort();

        server.cli().run(ADAPTER + "remove", ADAPTER + "add(value=" + other + ")", "reload");

        smtpPort = other;
        awaitAccepted("<port@suspend>");
        awaitDelivered("<port@suspend>");
        assertThat(banner(before)).isEmpty();
    }

    @Test
    void a_jmx_client_reads_what_every_bean_is_and_uses_each_of_its_operations() {
        receiver.answer(call -> 410);
        String name = address.substring(address.indexOf('@') + 1);
        String gone = server.asRoot().domain("gone." + name);
        for (int i = 1; i <= 5; i++) {
            server.asRoot().recipient(gone, "r" + i, receiver.url("/gone/" + i));
        }
        try (Jmx jmx = new Jmx(server.port("management_port"))) {
            JmxOperations.BEANS.forEach(jmx::listen);
            try (SmtpClient session = new SmtpClient(smtpPort)) {
                for (int i = 1; i <= 5; i++) {
                    assertThat(session.send(
                                    "a@b.example",
                                    "r" + i + "@gone." + name,
                                    SmtpClient.mail("<gone" + i + "@jmx>", "s", "x")))
                            .startsWith("250");
                }
            }

            new JmxOperations(jmx, receiver, SuspendIT::banner, () -> new SmtpClient(smtpPort)).call();

            assertThat(jmx.beans()).isEqualTo(JmxOperations.BEANS);
            assertThat(jmx.uncalled()).isEmpty();
            assertThat(jmx.undescribed()).isEmpty();
        }
        awaitAccepted("<after@jmx>");
        awaitDelivered("<after@jmx>");
    }

    @Test
    void a_job_is_started_and_a_log_level_changed_by_the_documented_commands() {
        String batch = "/deployment=fastsmtp.ear/subdeployment=ejb.jar/subsystem=batch-jberet";
        String logger = "/subsystem=logging/logger=org.fastsmtp.smtp:";
        long before = mailsInLog();

        String started = server.cli()
                .run(
                        logger + "add(level=ERROR)",
                        batch + ":start-job(job-xml-name=cleanup,properties={older-than=30d,dry-run=true})");
        assertThat(send("<silent@log>")).startsWith("250");
        int execution = Integer.parseInt(started.replaceAll("(?s).*\"result\" => (\\d+)L.*", "$1"));
        assertThat(server.asRoot()
                        .ended(Json.createObjectBuilder()
                                .add("execution_id", execution)
                                .build()))
                .isEqualTo("COMPLETED:would-delete=0");
        String seen = server.cli()
                .run(
                        batch + "/job=cleanup/execution=" + execution + ":read-resource(include-runtime=true)",
                        logger + "remove");

        assertThat(seen).contains("COMPLETED:would-delete=0");
        assertThat(send("<told@log>")).startsWith("250");
        await().atMost(Duration.ofSeconds(10)).until(() -> mailsInLog() > before);
        assertThat(mailsInLog()).isEqualTo(before + 1);
        awaitDelivered("<silent@log>");
        awaitDelivered("<told@log>");
    }

    private static long mailsInLog() {
        return server.output()
                .lines()
                .filter(line -> line.contains("[org.fastsmtp.smtp]") && line.contains("reply=250"))
                .count();
    }

    private static String group(String name, boolean active) {
        return "/subsystem=ejb3/mdb-delivery-group=" + name + ":write-attribute(name=active, value=" + active + ")";
    }

    private String send(String id) {
        try (SmtpClient client = new SmtpClient(smtpPort)) {
            return client.send("a@b.example", address, SmtpClient.mail(id, "s", "x"));
        }
    }

    private void awaitAccepted(String id) {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            try {
                return send(id).startsWith("250");
            } catch (UncheckedIOException e) {
                return false;
            }
        });
    }

    private void awaitDelivered(String id) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> receiver.calls().stream()
                        .anyMatch(call -> call.messageId().equals(id)));
    }

    private static String banner() {
        return banner(smtpPort);
    }

    /** The first line of a new session; empty where nobody listens. */
    private static String banner(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            String line = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            return "";
        }
    }
}
