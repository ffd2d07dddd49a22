package org.fastsmtp.archive;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * A bucket of an S3 server. No call lasts longer than its {@link Patience} for that much content, and few upload at a time: the others wait
 * a little, then fail, so that a slow server cannot hold every consumer. A server that does not answer is left alone for a while, in which
 * calls fail at once; then one call at a time tries it again. Exceptions carry no credentials, no address and no content.
 */
public final class ObjectStore implements AutoCloseable {
    static final Duration REST = Duration.ofSeconds(4);
    /** Uploads under way at a time: a quarter of the usual number of delivery consumers. */
    static final int MOST_UPLOADS = 8;

    private static final Duration LONGEST_CALL = Duration.ofMinutes(3);

    private final String bucket;
    private final String base;
    private final Duration expiry;
    private final Patience patience;
    private final Clock clock;
    private final S3Client client;
    private final S3Presigner presigner;
    /** Until when nobody asks the server; absent text of time: it answers. */
    private final AtomicReference<Optional<Instant>> restUntil = new AtomicReference<>(Optional.empty());

    private final Semaphore uploads = new Semaphore(MOST_UPLOADS, true);

    /**
     * How long a call may take.
     *
     * @param read between two octets
     * @param call all in all, without content
     * @param turn until an upload may begin
     * @param octetsPerSecond a connection that carries less is none: content adds its size at this pace to {@code call}
     */
    record Patience(Duration connect, Duration read, Duration call, Duration turn, long octetsPerSecond) {
        static final Patience USUAL = new Patience(
                Duration.ofSeconds(3),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                512 * 1024);

        /** Grows with the size, up to three minutes: an attempt must end before its ticket counts as lost. */
        Duration call(long size) {
            Duration all = call.plus(Duration.ofMillis(size / Math.max(1, octetsPerSecond / 1000)));
            return all.compareTo(LONGEST_CALL) > 0 ? LONGEST_CALL : all;
        }
    }

    /** Opens the content, once for each try. */
    @FunctionalInterface
    public interface Source {
        InputStream open() throws IOException;
    }

    /** An address that needs no credentials. */
    public record Presigned(String url, Instant expiresAt) {}

    /** @param settings with bucket and keys */
    public ObjectStore(Settings settings, Clock clock) {
        this(settings, clock, Patience.USUAL);
    }

    ObjectStore(Settings settings, Clock clock, Patience patience) {
        this.bucket = settings.get(Setting.S3_BUCKET).orElseThrow();
        this.expiry = Duration.ofSeconds(settings.get(Setting.S3_PRESIGNED_URL_EXPIRY));
        this.patience = Objects.requireNonNull(patience);
        this.clock = Objects.requireNonNull(clock);
        Optional<String> endpoint = settings.get(Setting.S3_ENDPOINT_URL).map(url -> url.replaceAll("/+$", ""));
        String regionName = settings.get(Setting.S3_REGION);
        this.base = endpoint.orElse("https://s3." + regionName + ".amazonaws.com");
        Region region = Region.of(regionName);
        StaticCredentialsProvider credentials = StaticCredentialsProvider.create(AwsBasicCredentials.create(
                settings.get(Setting.S3_ACCESS_KEY).orElseThrow(),
                settings.get(Setting.S3_SECRET_KEY).orElseThrow()));
        // Expect: 100-continue makes the JDK's client wait for servers that do not know it.
        S3Configuration style = S3Configuration.builder()
                .pathStyleAccessEnabled(endpoint.isPresent())
                .expectContinueEnabled(false)
                .build();
        var clients = S3Client.builder()
                .region(region)
                .credentialsProvider(credentials)
                .serviceConfiguration(style)
                // Servers other than Amazon's do not all know the newer checksums.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(patience.connect())
                        .socketTimeout(patience.read()))
                .overrideConfiguration(override -> override.apiCallTimeout(patience.call())
                        .retryStrategy(DefaultRetryStrategy.legacyStrategyBuilder()
                                .maxAttempts(2)
                                .build()));
        var presigners = S3Presigner.builder()
                .region(region)
                .credentialsProvider(credentials)
                .serviceConfiguration(style);
        endpoint.map(URI::create).ifPresent(clients::endpointOverride);
        endpoint.map(URI::create).ifPresent(presigners::endpointOverride);
        this.client = clients.build();
        this.presigner = presigners.build();
    }

    public String bucket() {
        return bucket;
    }

    /** Plain address of an object (CONTRACT section 3.3: the key as it is). */
    public String url(String inBucket, String key) {
        return base + '/' + inBucket + '/' + key;
    }

    /** Made without asking the server. */
    public Presigned presign(String inBucket, String key) {
        var request = presigner.presignGetObject(presign -> presign.signatureDuration(expiry)
                .getObjectRequest(get -> get.bucket(inBucket).key(key)));
        return new Presigned(request.url().toString(), request.expiration());
    }

    /**
     * Writes an object, over one of the same key.
     *
     * @throws IOException it is not there, or nobody knows
     */
    public void put(String inBucket, String key, String contentType, long size, Source source) throws IOException {
        RequestBody body = RequestBody.fromContentProvider(
                () -> {
                    try {
                        return source.open();
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                },
                size,
                contentType);
        takeTurn();
        try {
            call(
                    "put",
                    patience.call(size),
                    () -> client.putObject(
                            put -> put.bucket(inBucket)
                                    .key(key)
                                    .overrideConfiguration(limit -> limit.apiCallTimeout(patience.call(size))),
                            body));
        } finally {
            uploads.release();
        }
    }

    private void takeTurn() throws IOException {
        try {
            if (!uploads.tryAcquire(patience.turn().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("S3 put not tried: " + MOST_UPLOADS + " others are under way and slow");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("S3 put not tried: the server stops");
        }
    }

    /**
     * Removes an object. One that is not there counts as removed.
     *
     * @throws IOException it is still there, or nobody knows
     */
    public void delete(String inBucket, String key) throws IOException {
        call(
                "delete",
                patience.call(),
                () -> client.deleteObject(delete -> delete.bucket(inBucket).key(key)));
    }

    /** @throws IOException it does not answer, or refuses us the bucket */
    public void look() throws IOException {
        call("look", patience.call(), () -> client.headBucket(head -> head.bucket(bucket)));
    }

    /** Whether the server did not answer lately, so that calls would fail at once. */
    boolean isResting() {
        return restUntil.get().filter(end -> clock.instant().isBefore(end)).isPresent();
    }

    private void call(String what, Duration longest, Runnable call) throws IOException {
        enter(what, longest);
        try {
            call.run();
            restUntil.set(Optional.empty());
        } catch (SdkServiceException e) {
            restUntil.set(Optional.empty()); // it answers, if only to refuse
            throw new IOException("S3 " + what + " refused: " + e.statusCode());
        } catch (SdkException | java.io.UncheckedIOException e) {
            restUntil.set(Optional.of(clock.instant().plus(REST)));
            throw new IOException("S3 " + what + " failed: " + e.getClass().getSimpleName());
        }
    }

    /** While the one that tries again is under way, others fail as during the rest. */
    private void enter(String what, Duration longest) throws IOException {
        Optional<Instant> rest = restUntil.get();
        if (rest.isPresent()) {
            Instant now = clock.instant();
            if (now.isBefore(rest.get()) || !restUntil.compareAndSet(rest, Optional.of(now.plus(longest)))) {
                throw new IOException("S3 " + what + " not tried: the server did not answer lately");
            }
        }
    }

    @Override
    public void close() {
        client.close();
        presigner.close();
    }
}
