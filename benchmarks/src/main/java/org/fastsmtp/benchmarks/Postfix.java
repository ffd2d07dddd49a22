package org.fastsmtp.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The anchor for accepting mail: Postfix with its queue on disk as it comes, on a port and a queue of its own, throwing away behind the
 * queue what it accepted. Needs the package postfix and root; is never left running.
 */
final class Postfix implements AutoCloseable {
    private final Path home;
    private final int port;

    private Postfix(Path home, int port) {
        this.home = home;
        this.port = port;
    }

    /** Empty where Postfix is not installed or may not be started. */
    static Optional<Postfix> start(Path work, int port) throws IOException, InterruptedException {
        if (!Files.isExecutable(Path.of("/usr/sbin/postfix"))
                || !System.getProperty("user.name").equals("root")) {
            return Optional.empty();
        }
        Path home = Files.createTempDirectory(Files.createDirectories(work), "postfix");
        Files.setPosixFilePermissions(home, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        Path queue = Files.createDirectories(home.resolve("queue"));
        Path data = Files.createDirectories(home.resolve("data"));
        Files.writeString(home.resolve("main.cf"), """
                compatibility_level = 3.6
                queue_directory = %s
                data_directory = %s
                mail_owner = postfix
                myhostname = anchor.example
                mydestination =
                mynetworks = 127.0.0.0/8
                inet_interfaces = loopback-only
                inet_protocols = ipv4
                smtpd_recipient_restrictions = permit_mynetworks, reject
                smtpd_client_connection_count_limit = 0
                default_transport = discard
                relay_transport = discard
                maillog_file = %s/log
                maillog_file_prefixes = /
                alias_maps =
                """.formatted(queue, data, home));
        Files.writeString(home.resolve("master.cf"), """
                127.0.0.1:%d inet n - n - 100 smtpd
                pickup unix n - n 60 1 pickup
                cleanup unix n - n - 0 cleanup
                qmgr unix n - n 300 1 qmgr
                rewrite unix - - n - - trivial-rewrite
                bounce unix - - n - 0 bounce
                defer unix - - n - 0 bounce
                trace unix - - n - 0 bounce
                verify unix - - n - 1 verify
                flush unix n - n 1000? 0 flush
                proxymap unix - - n - - proxymap
                discard unix - - n - - discard
                error unix - - n - - error
                retry unix - - n - - error
                anvil unix - - n - 1 anvil
                scache unix - - n - 1 scache
                postlog unix-dgram n - n - 1 postlogd
                """.formatted(port));
        run("chown", "postfix", data.toString());
        Postfix postfix = new Postfix(home, port);
        if (postfix.command("start") != 0) {
            return Optional.empty();
        }
        return Optional.of(postfix);
    }

    int port() {
        return port;
    }

    private int command(String word) throws IOException, InterruptedException {
        return run("/usr/sbin/postfix", "-c", home.toString(), word);
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(60, TimeUnit.SECONDS) ? process.exitValue() : 1;
    }

    @Override
    public void close() throws IOException {
        try {
            command("stop");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
