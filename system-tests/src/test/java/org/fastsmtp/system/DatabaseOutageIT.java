package org.fastsmtp.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** PostgreSQL goes away and comes back, before, during and after the start: one story, because a start is what costs time. */
class DatabaseOutageIT {
    private static final Pattern DEAD = Pattern.compile("\"dead-letter\"\\} ([0-9.E]+)");

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final List<String> refusals = new CopyOnWriteArrayList<>();
    private final AtomicBoolean sending = new AtomicBoolean();

    @Test
    @DisplayName("finding 27: the database is away, mail is not")
    void mail_is_accepted_while_the_database_is_away_and_delivered_when_it_returns() throws InterruptedException {
        try (Postgresql database = new Postgresql();
                Cable cable = new Cable(database.server().getPort());
                Receiver receiver = new Receiver();
                Server server = new Server("outage")) {
            server.with(
                            "database_url",
                            "postgresql+asyncpg://postgres:postgres@127.0.0.1:" + cable.port() + "/postgres")
                    .with("webhook_retry_schedule", "1s,1s,1s,1s,1s");

            server.launch();
            awaitListening(server);
            nobodyIsKnownOnAnEmptyDirectory(server);
            cable.mend();
            await().atMost(Duration.ofSeconds(60)).until(server::isReady);

            server.asRoot().recipient(server.asRoot().domain("example.com"), "tickets", receiver.url("/hook"));
            awayUnderLoad(server, cable);
            isAlarm(server, "database.lost");
            cable.mend();
            awaitDelivered(server, receiver);
            isAlarm(server, "database.back");

            cable.cut();
            acknowledge(server, "before-kill");
            loseReply(server, "<lost-250@outage.example>");
            server.kill();
            server.launch();
            awaitListening(server);
            acknowledge(server, "after-start");
            acknowledge(server, List.of("<lost-250@outage.example>"));
            assertThat(send(server, "nobody@example.com", "nobody")).startsWith("550");
            isAway(server);
            cable.mend();
            await().atMost(Duration.ofSeconds(60)).until(server::isReady);
            awaitDelivered(server, receiver);
            isDeliveredOnce(server, receiver, "<lost-250@outage.example>");
        }
    }

    /** Finding 26: the client is gone before it has read the 250, and the server is killed before it could tell anybody. */
    private static void loseReply(Server server, String id) {
        SmtpClient client = server.smtp();
        assertThat(client.send("a@b.example", "tickets@example.com", SmtpClient.mail(id, "s", "x")))
                .startsWith("250");
        client.close(); // without QUIT: nobody can know whether it has read the reply
    }

    private static void isDeliveredOnce(Server server, Receiver receiver, String id) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> metrics(server).contains("fastsmtp_mail_repeats_total{seen=\"queue\"} 1.0"));
        assertThat(receiver.calls().stream().filter(call -> call.messageId().equals(id)))
                .hasSize(1);
        assertThat(server.asRoot().get("/api/v1/repeats").expect(200).body()).contains("\"seen\":\"queue\"");
    }

    private static void isAlarm(Server server, String kind) {
        await().atMost(Duration.ofSeconds(90))
                .until(() -> Pattern.compile("fastsmtp_alarms_total\\{kind=\"" + kind + "\"} [1-9]")
                        .matcher(metrics(server))
                        .find());
    }

    private static String metrics(Server server) {
        return server.asRoot().get("/metrics").expect(200).body();
    }

    private void nobodyIsKnownOnAnEmptyDirectory(Server server) {
        assertThat(send(server, "tickets@example.com", "unknowing")).startsWith("451");
        isAway(server);
    }

    private void awayUnderLoad(Server server, Cable cable) throws InterruptedException {
        sending.set(true);
        List<Thread> senders = List.of(sender(server, 0), sender(server, 1));
        await().atMost(Duration.ofSeconds(30)).until(() -> acknowledged.size() >= 50);
        cable.cut();
        int before = acknowledged.size();
        await().atMost(Duration.ofSeconds(30)).until(() -> acknowledged.size() >= before + 200);
        isAway(server);
        sending.set(false);
        for (Thread sender : senders) {
            sender.join();
        }
        assertThat(refusals).isEmpty();
    }

    private Thread sender(Server server, int number) {
        Thread sender = new Thread(() -> {
            try (SmtpClient client = server.smtp()) {
                for (int i = 0; sending.get(); i++) {
                    String id = "<load-" + number + "-" + i + "@outage.example>";
                    String reply = client.send("a@b.example", "tickets@example.com", SmtpClient.mail(id, "s", "x"));
                    if (reply.startsWith("250")) {
                        acknowledged.add(id);
                    } else {
                        refusals.add(reply);
                    }
                }
            }
        });
        sender.start();
        return sender;
    }

    private void acknowledge(Server server, String name) {
        acknowledge(
                server,
                IntStream.range(0, 10)
                        .mapToObj(i -> "<" + name + "-" + i + "@outage.example>")
                        .toList());
    }

    private void acknowledge(Server server, List<String> ids) {
        for (String id : ids) {
            assertThat(send(server, "tickets@example.com", id)).startsWith("250");
            acknowledged.add(id);
        }
    }

    private static String send(Server server, String to, String id) {
        try (SmtpClient client = server.smtp()) {
            return client.send("a@b.example", to, SmtpClient.mail(id, "s", "x"));
        }
    }

    private static void isAway(Server server) {
        server.asRoot().get("/api/v1/health").expect(200);
        assertThat(server.asRoot().get("/api/v1/ready").expect(503).body()).contains("Database unavailable");
        // Only the database knows what this key is worth.
        server.root("fsmtp_somebody").get("/api/v1/domains").expect(503);
    }

    private void awaitDelivered(Server server, Receiver receiver) {
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(delivered(receiver)).containsAll(acknowledged));
        Matcher dead = DEAD.matcher(metrics(server));
        assertThat(dead.find()).isTrue();
        assertThat(Double.parseDouble(dead.group(1))).isZero();
    }

    private static void awaitListening(Server server) {
        await().atMost(Duration.ofSeconds(240))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    if (!server.process().isAlive()) {
                        throw new IllegalStateException("the server ended: " + server.output());
                    }
                    try {
                        return Server.isListening(server.port("smtp_port"))
                                && server.asRoot().get("/api/v1/health").status() == 200;
                    } catch (UncheckedIOException e) {
                        return false;
                    }
                });
    }

    private static Set<String> delivered(Receiver receiver) {
        return receiver.calls().stream().map(Receiver.Call::messageId).collect(Collectors.toSet());
    }
}
