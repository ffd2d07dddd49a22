package org.fastsmtp.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The adapter without FastSMTP (issue 3): a server as it comes, the RAR, and the bean of docs/adapter.md, compiled from that page. */
class AdapterAloneIT {
    private static final String SEND = "jms.createProducer().send(mails, message);";
    private static final String QUEUE = "/subsystem=messaging-activemq/server=default/jms-queue=mails:";

    private static StockServer server;
    private static int smtpPort;

    @BeforeAll
    static void deploy() throws IOException {
        server = new StockServer();
        Path rar = server.embeddedRar();
        // The page's bean, and two ways to fail after the mail has been put on the queue.
        String source = inbox().replace(
                        "private Queue mails;",
                        "private Queue mails;\n@Resource\nprivate MessageDrivenContext context;")
                .replace(SEND, SEND + """

                        String recipient = mail.envelope().recipients().get(0).text();
                        if (recipient.startsWith("marked@")) { context.setRollbackOnly(); }
                        if (recipient.startsWith("thrown@")) { throw new IllegalStateException("after the send"); }
                        """);
        assertThat(source).contains("setRollbackOnly").contains("MessageDrivenContext");
        Path bean = server.compile("Inbox", source, rar);
        smtpPort = Server.freePort();
        server.start();
        String adapter = "/subsystem=resource-adapters/resource-adapter=smtp";
        server.cli()
                .run(
                        QUEUE + "add(entries=[\"java:/jms/queue/mails\"])",
                        "deploy " + rar,
                        adapter + ":add(archive=" + rar.getFileName() + ", transaction-support=NoTransaction)",
                        adapter + "/config-properties=host:add(value=127.0.0.1)",
                        adapter + "/config-properties=port:add(value=" + smtpPort + ")",
                        adapter + ":activate",
                        "deploy " + bean);
        await().atMost(Duration.ofSeconds(60)).until(() -> Server.isListening(smtpPort));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void a_mail_is_taken_when_the_beans_transaction_commits_and_deferred_when_it_rolls_back() {
        assertThat(send("a@example.com")).startsWith("250");
        assertThat(send("thrown@example.com")).startsWith("451");
        assertThat(send("marked@example.com")).startsWith("451");
        assertThat(send("b@example.com")).startsWith("250");

        // What was rolled back is not on the queue, though it had been sent there.
        assertThat(server.cli().run(QUEUE + "read-attribute(name=message-count)"))
                .contains("\"result\" => 2L");
    }

    private static String send(String recipient) {
        try (SmtpClient client = new SmtpClient(smtpPort)) {
            return client.send(
                    "a@b.example", recipient, SmtpClient.mail("<" + recipient + ">", "alone", "In a transaction"));
        }
    }

    /** The first Java block of the page, with its imports. */
    private static String inbox() throws IOException {
        String page = Files.readString(Server.root().resolve("docs/adapter.md"));
        int begin = page.indexOf("```java\n") + "```java\n".length();
        return """
                import jakarta.annotation.Resource;
                import jakarta.ejb.*;
                import jakarta.jms.BytesMessage;
                import jakarta.jms.ConnectionFactory;
                import jakarta.jms.JMSContext;
                import jakarta.jms.JMSException;
                import jakarta.jms.Queue;
                import java.io.*;
                import org.fastsmtp.adapter.MailListener;
                import org.fastsmtp.smtp.Mail;
                import org.jboss.ejb3.annotation.ResourceAdapter;
                """ + page.substring(begin, page.indexOf("```", begin));
    }
}
