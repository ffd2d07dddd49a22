package org.fastsmtp.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

/** An administrator's WildFly as it comes, and docs/wildfly.md: its blocks are run as they stand, one after the other. */
class OwnWildFlyIT {
    private final int smtpPort = Server.freePort();
    private final int tlsPort = Server.freePort();
    private final int apiPort = Server.freePort();
    private final List<String> blocks = blocks();

    private StockServer server;

    OwnWildFlyIT() throws IOException {}

    @Test
    void the_bare_ear_serves_in_a_wildfly_that_was_configured_by_the_documented_commands_alone() throws Exception {
        try (StockServer stock = new StockServer();
                Receiver receiver = new Receiver()) {
            server = stock;
            server.start();
            // What the page leaves to the reader: his ports, and where his webhooks may go.
            server.cli()
                    .run(
                            property("smtp_host", "127.0.0.1"),
                            property("smtp_port", smtpPort),
                            property("smtp_tls_port", tlsPort),
                            property("api_host", "127.0.0.1"),
                            property("api_port", apiPort),
                            property("smtp_verify_spf", false),
                            property("smtp_verify_dkim", false),
                            property("webhook_allowed_internal_domains", "\"[\\\"127.0.0.1\\\"]\""));

            run("Configure and deploy");
            await().atMost(Duration.ofSeconds(120)).until(() -> Server.isListening(smtpPort));
            Api api = new Api("http://127.0.0.1:" + apiPort, Server.ROOT_KEY);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> api.get("/api/v1/ready").status() == 200);
            api.recipient(api.domain("example.com"), "tickets", receiver.url("/hook"));
            delivers(receiver, "<first@own>");

            run("Secrets");
            assertThat(server.cli().run("/system-property=fastsmtp.root_api_key:read-attribute(name=value)"))
                    .contains("${ENC::fastsmtp:")
                    .doesNotContain(Server.ROOT_KEY);

            run("TLS by Elytron");
            await().atMost(Duration.ofSeconds(120)).until(() -> Server.isListening(tlsPort));
            assertThat(bannerOverTls()).startsWith("220 mx.example.com");
            // The end of a certificate that Elytron looks after.
            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(api.get("/metrics").body())
                            .containsPattern("fastsmtp_certificate_days(\\{[^}]*})? 36[345]"));
            // The root key, unsealed at the start.
            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> api.get("/api/v1/auth/me").status() == 200);

            run("Stages");
            delivers(receiver, "<stages@own>");

            run("Another descriptor");
            assertThat(server.cli()
                            .run("/deployment=fastsmtp.ear/subdeployment=ejb.jar/subsystem=ejb3/message-driven-bean="
                                    + "DeliveryConsumer:read-attribute(name=pool-name)"))
                    .contains("mdb-strict-max-pool");
            delivers(receiver, "<overlay@own>");
        }
    }

    private void delivers(Receiver receiver, String id) {
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
            try (SmtpClient client = new SmtpClient(smtpPort)) {
                return client.send("a@b.example", "tickets@example.com", SmtpClient.mail(id, "s", "x"))
                        .startsWith("250");
            }
        });
        await().atMost(Duration.ofSeconds(60))
                .until(() -> receiver.calls().stream()
                        .anyMatch(call -> call.messageId().equals(id)));
    }

    private static String property(String name, Object value) {
        return "/system-property=fastsmtp." + name + ":add(value=" + value + ")";
    }

    /** The banner of the port with TLS from the first octet, to a client that trusts the certificate of the key store and no other. */
    private String bannerOverTls() throws IOException, GeneralSecurityException {
        KeyStore made = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(server.configuration().resolve("fastsmtp.p12"))) {
            made.load(file, "changeit".toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("smtp", made.getCertificate("smtp"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", tlsPort)) {
            socket.setSoTimeout(30_000);
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
        }
    }

    /** Each with the heading above it. */
    private static List<String> blocks() throws IOException {
        List<String> blocks = new ArrayList<>();
        String heading = "";
        StringBuilder block = null;
        for (String line : Files.readAllLines(Server.root().resolve("docs/wildfly.md"))) {
            if (block == null && line.startsWith("## ")) {
                heading = line.substring("## ".length());
            } else if (line.equals("```bash")) {
                block = new StringBuilder(heading + "\n");
            } else if (line.equals("```") && block != null) {
                blocks.add(block.toString());
                block = null;
            } else if (block != null) {
                block.append(line).append('\n');
            }
        }
        return blocks;
    }

    private void run(String heading) throws IOException, InterruptedException {
        List<String> found = blocks.stream()
                .filter(block -> block.startsWith(heading + "\n"))
                .map(block -> block.substring(block.indexOf('\n') + 1))
                .toList();
        assertThat(found).as(heading).hasSize(1);
        Path output = Files.createTempFile(Server.work(), "block", ".txt");
        ProcessBuilder shell = new ProcessBuilder("bash", "-e", "-c", found.get(0));
        shell.directory(Server.root().toFile());
        shell.environment().put("CLI", server.cli().commandLine());
        shell.environment()
                .put("EAR", Server.home().resolve("deployments/fastsmtp.ear").toString());
        shell.environment().put("ROOT_KEY", Server.ROOT_KEY);
        shell.environment().put("CONFIGURATION", server.configuration().toString());
        shell.environment()
                .put("WORK", Files.createTempDirectory(Server.work(), "block").toString());
        shell.redirectErrorStream(true).redirectOutput(output.toFile());
        Process process = shell.start();
        assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    }
}
