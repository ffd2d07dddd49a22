package org.fastsmtp.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;

/** Every operation of the domain org.fastsmtp: what it is called with, and what is seen afterwards. Rows are called in their order. */
final class JmxOperations {
    private static final String LISTENER = "type=SmtpListener,name=\"smtp\"";
    private static final String DEAD = "type=DeadLetters,name=all";
    private static final String DELIVERIES = "type=Deliveries,name=all";
    private static final String ENDPOINTS = "type=Endpoints";
    private static final String ALARMS = "type=Alarms";
    private static final String EXHAUSTED = " org.fastsmtp.alarm.delivery.exhausted";

    private final Jmx jmx;
    private final Receiver receiver;
    private final Supplier<String> banner;
    private final Supplier<SmtpClient> sessions;
    private SmtpClient session;

    /**
     * @param banner first line of a new session; empty where nobody listens
     * @param sessions opens one
     */
    JmxOperations(Jmx jmx, Receiver receiver, Supplier<String> banner, Supplier<SmtpClient> sessions) {
        this.jmx = jmx;
        this.receiver = receiver;
        this.banner = banner;
        this.sessions = sessions;
    }

    private record Row(String bean, String operation, Supplier<Object[]> with, Consumer<Object> seen) {}

    static final Set<String> BEANS = Set.of(
            LISTENER,
            DEAD,
            DELIVERIES,
            ENDPOINTS,
            ALARMS,
            stage("intake"),
            stage("understand"),
            stage("deliver"),
            job("cleanup"),
            job("prune-job-repository"),
            job("reconcile"),
            job("redrive"));

    /** Five mails to {@code /gone/1} … {@code /gone/5}, which answer 410 by then, must be on their way. */
    void call() {
        jmx.until(DEAD, "Deliveries", count -> (long) count == 5);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(jmx.heard())
                        .contains(ALARMS + EXHAUSTED, ENDPOINTS + EXHAUSTED, stage("deliver") + EXHAUSTED));
        receiver.answer(call -> 200);
        for (Row row : rows()) {
            row.seen.accept(jmx.call(row.bean, row.operation, row.with.get()));
        }
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(jmx.heard())
                        .contains(
                                ENDPOINTS + " org.fastsmtp.alarm.endpoint.disabled",
                                ENDPOINTS + " org.fastsmtp.alarm.endpoint.enabled"));
        assertThatThrownBy(() -> jmx.call(job("prune-job-repository"), "schedule", "30 3 * * *"))
                .rootCause()
                .hasMessageContaining("no schedule starts prune-job-repository");
    }

    private List<Row> rows() {
        return List.of(
                row(
                        DELIVERIES,
                        "list",
                        with("exhausted", 10),
                        lines -> assertThat((String[]) lines).hasSize(5)),
                row(
                        DELIVERIES,
                        "inspect",
                        () -> new Object[] {dead(4)},
                        lines -> assertThat((String[]) lines).hasSize(2)),
                row(
                        DELIVERIES,
                        "retry",
                        () -> new Object[] {dead(4)},
                        retried -> assertThat(retried).isEqualTo(true).satisfies(done -> arrived(4, 2))),
                row(DELIVERIES, "cancel", () -> new Object[] {dead(5)}, cancelled -> {
                    assertThat(cancelled).isEqualTo(true);
                    jmx.until(DEAD, "Deliveries", count -> (long) count == 3);
                    jmx.until(DELIVERIES, "Pending", count -> (long) count == 0);
                }),
                row(
                        DEAD,
                        "list",
                        with(10),
                        lines -> assertThat((String[]) lines).hasSize(3)),
                row(
                        DEAD,
                        "inspect",
                        () -> new Object[] {dead(1)},
                        lines -> assertThat((String[]) lines)
                                .hasSize(2)
                                .anyMatch(line -> line.startsWith("attempt 1 ") && line.contains(" 410"))),
                row(DEAD, "redriveAll", with("endpoint=" + gone(1) + " dry-run=true"), id -> ended("redrive", id)),
                row(
                        ENDPOINTS,
                        "enable",
                        with(gone(1)),
                        nothing -> assertThat(state(1)).startsWith("closed")),
                row(
                        DEAD,
                        "redrive",
                        () -> new Object[] {dead(1)},
                        redriven -> assertThat(redriven).isEqualTo(true).satisfies(done -> arrived(1, 2))),
                row(DEAD, "cancel", () -> new Object[] {dead(2)}, cancelled -> {
                    assertThat(cancelled).isEqualTo(true);
                    jmx.until(DEAD, "Deliveries", count -> (long) count == 1);
                }),
                row(
                        ENDPOINTS,
                        "disable",
                        with(gone(3), "maintenance"),
                        nothing -> assertThat(state(3)).startsWith("disabled")),
                row(
                        ENDPOINTS,
                        "enable",
                        with(gone(3)),
                        nothing -> assertThat(state(3)).startsWith("closed")),
                row(
                        ENDPOINTS,
                        "resetBreaker",
                        with(gone(3)),
                        nothing -> assertThat(state(3)).startsWith("closed")),
                row(
                        ENDPOINTS,
                        "retryFailedSince",
                        with(gone(3), Instant.now().minusSeconds(3600).toString()),
                        count -> {
                            assertThat(count).isEqualTo(1);
                            arrived(3, 2);
                        }),
                row(
                        stage("intake"),
                        "pause",
                        with(),
                        nothing -> assertThat(banner.get()).matches("(421.*)?")),
                row(
                        stage("intake"),
                        "resume",
                        with(),
                        nothing -> await().until(() -> banner.get().startsWith("220"))),
                row(stage("understand"), "pause", with(), nothing -> isPaused(stage("understand"), true)),
                row(stage("understand"), "resume", with(), nothing -> isPaused(stage("understand"), false)),
                row(stage("deliver"), "pause", with(), nothing -> isPaused(stage("deliver"), true)),
                row(stage("deliver"), "resume", with(), nothing -> isPaused(stage("deliver"), false)),
                row(
                        LISTENER,
                        "pause",
                        with(),
                        nothing -> assertThat(banner.get()).startsWith("421")),
                row(
                        LISTENER,
                        "resume",
                        with(),
                        nothing -> assertThat(banner.get()).startsWith("220")),
                row(LISTENER, "dropSession", () -> new Object[] {newSession()}, dropped -> {
                    assertThat(dropped).isEqualTo(true);
                    assertThat(session.reply()).startsWith("421");
                    session.close();
                }),
                row(
                        LISTENER,
                        "reloadCertificates",
                        with(),
                        isNew -> assertThat(isNew).isEqualTo(false)),
                row(
                        LISTENER,
                        "resetLimit",
                        with("127.0.0.1"),
                        known -> assertThat(known).isEqualTo(false)),
                row(
                        LISTENER,
                        "resetLimits",
                        with(),
                        nothing -> assertThat(jmx.attribute(LISTENER, "NetworksRemembered"))
                                .isEqualTo(0L)),
                row(
                        job("cleanup"),
                        "start",
                        with("older-than=90d dry-run=true"),
                        id -> assertThat(ended("cleanup", id)).isEqualTo("COMPLETED:would-delete=0")),
                row(
                        job("cleanup"),
                        "stop",
                        with(),
                        stopped -> assertThat(stopped).isEqualTo(false)),
                row(
                        job("reconcile"),
                        "start",
                        with("day=today,dry-run=true"),
                        id -> assertThat(ended("reconcile", id)).startsWith("COMPLETED:days=1,")),
                row(
                        job("reconcile"),
                        "stop",
                        with(),
                        stopped -> assertThat(stopped).isEqualTo(false)),
                row(
                        job("redrive"),
                        "start",
                        with("status=failed dry-run=true"),
                        id -> assertThat(ended("redrive", id)).startsWith("COMPLETED:would-redrive,")),
                row(
                        job("redrive"),
                        "stop",
                        with(),
                        stopped -> assertThat(stopped).isEqualTo(false)),
                row(job("prune-job-repository"), "start", with(""), id -> ended("prune-job-repository", id)),
                row(
                        job("prune-job-repository"),
                        "stop",
                        with(),
                        stopped -> assertThat(stopped).isEqualTo(false)),
                row(job("cleanup"), "schedule", with("30 3 * * *"), nothing -> isScheduled("cleanup", "30 3 * * *")),
                row(job("reconcile"), "schedule", with("0 4 * * 1"), nothing -> isScheduled("reconcile", "0 4 * * 1")),
                row(job("redrive"), "schedule", with("15 * * * *"), nothing -> isScheduled("redrive", "15 * * * *")),
                row(job("cleanup"), "schedule", with(""), nothing -> isScheduled("cleanup", "")),
                row(job("reconcile"), "schedule", with(""), nothing -> isScheduled("reconcile", "")),
                row(job("redrive"), "schedule", with(""), nothing -> isScheduled("redrive", "")));
    }

    private String gone(int number) {
        return receiver.url("/gone/" + number);
    }

    private static String stage(String name) {
        return "type=Stage,name=" + name;
    }

    private static String job(String name) {
        return "type=Job,name=" + name;
    }

    private static Row row(String bean, String operation, Supplier<Object[]> with, Consumer<Object> seen) {
        return new Row(bean, operation, with, seen);
    }

    private static Supplier<Object[]> with(Object... arguments) {
        return () -> arguments;
    }

    /** Id of the dead letter for an endpoint. */
    private String dead(int number) {
        return Arrays.stream((String[]) jmx.call(DEAD, "list", 10))
                .filter(line -> line.contains(gone(number) + ":"))
                .map(line -> line.split(" ", 2)[0])
                .findFirst()
                .orElseThrow();
    }

    /** Line of an endpoint. */
    private String state(int number) {
        return Arrays.stream((String[]) jmx.attribute(ENDPOINTS, "States"))
                .filter(line -> line.endsWith(gone(number)))
                .findFirst()
                .orElseThrow();
    }

    /** Opens one and returns its id. */
    private String newSession() {
        Set<String> before = sessionIds();
        session = sessions.get();
        return sessionIds().stream()
                .filter(id -> !before.contains(id))
                .findFirst()
                .orElseThrow();
    }

    private Set<String> sessionIds() {
        return ((TabularData) jmx.attribute(LISTENER, "SessionClients"))
                .values().stream()
                        .map(entry -> ((CompositeData) entry).get("key").toString())
                        .collect(Collectors.toSet());
    }

    private void arrived(int number, int calls) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> receiver.calls().stream()
                                .filter(call -> call.path().equals("/gone/" + number))
                                .count()
                        == calls);
    }

    private void isPaused(String stage, boolean wanted) {
        assertThat(jmx.attribute(stage, "Paused")).isEqualTo(wanted);
    }

    /** @return the exit status of a run that ends now */
    private String ended(String job, Object execution) {
        jmx.until(job(job), "LastExecution", id -> (long) id >= (long) execution);
        jmx.until(job(job), "LastExitStatus", status -> status.toString().startsWith("COMPLETED"));
        return jmx.attribute(job(job), "LastExitStatus").toString();
    }

    private void isScheduled(String job, String cron) {
        assertThat(jmx.attribute(job(job), "Schedule")).isEqualTo(cron);
        assertThat(jmx.attribute(job(job), "NextRun").toString().isEmpty()).isEqualTo(cron.isEmpty());
    }
}
