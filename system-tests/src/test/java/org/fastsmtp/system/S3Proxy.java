package org.fastsmtp.system;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * S3Proxy, an S3 server of others, as a process of its own that keeps its objects in files. Can be ended and started again on the same
 * port, be frozen so that it accepts and never answers, and be given another secret so that it refuses.
 */
final class S3Proxy implements AutoCloseable {
    static final String BUCKET = "mail";
    private static final String ACCESS_KEY = "fastsmtp";
    static final String SECRET_KEY = "secret-of-the-system-tests";

    private final int port = Server.freePort();
    private final Path place;
    private Process process;

    S3Proxy() {
        try {
            place = Files.createTempDirectory(Server.work(), "s3-");
            Files.createDirectories(place.resolve("objects").resolve(BUCKET));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets a server use it. */
    Server configure(Server server) {
        return server.with("s3_endpoint_url", "http://127.0.0.1:" + port)
                .with("s3_bucket", BUCKET)
                .with("s3_access_key", ACCESS_KEY)
                .with("s3_secret_key", SECRET_KEY)
                .with("s3_presigned_urls", "true");
    }

    /** Returns when it answers. */
    S3Proxy start() {
        return start(SECRET_KEY);
    }

    /** The same server with another secret: it answers every request of ours with 403. */
    S3Proxy startRefusing() {
        return start("another secret");
    }

    private S3Proxy start(String secret) {
        try {
            Path configuration = place.resolve("s3proxy.conf");
            Files.write(
                    configuration,
                    List.of(
                            "s3proxy.endpoint=http://127.0.0.1:" + port,
                            "s3proxy.authorization=aws-v4",
                            "s3proxy.identity=" + ACCESS_KEY,
                            "s3proxy.credential=" + secret,
                            "jclouds.provider=filesystem-nio2",
                            "jclouds.filesystem.basedir=" + place.resolve("objects")));
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx128m",
                            "-XX:TieredStopAtLevel=1",
                            "-jar",
                            System.getProperty("fastsmtp.s3proxy", "target/s3/s3proxy.jar"),
                            "--properties",
                            configuration.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            place.resolve("output.txt").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    if (!process.isAlive()) {
                        throw new IllegalStateException("S3Proxy ended: " + place);
                    }
                    return Server.isListening(port);
                });
        return this;
    }

    /** Connections are refused from now on. */
    void stop() {
        process.destroyForcibly();
        end(process);
    }

    /** Connections are accepted by the kernel, and nobody reads them. */
    void freeze() {
        signal("STOP");
    }

    void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            end(new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .inheritIO()
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void end(Process process) {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new AssertionError("did not end: " + process);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** An object as it lies on disk. */
    Path file(String key) {
        return place.resolve("objects").resolve(BUCKET).resolve(key);
    }

    /** How many objects there are. */
    long count() {
        try (Stream<Path> files = Files.walk(place.resolve("objects").resolve(BUCKET))) {
            return files.filter(Files::isRegularFile).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            stop();
        }
    }
}
