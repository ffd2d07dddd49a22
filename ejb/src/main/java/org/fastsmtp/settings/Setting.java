package org.fastsmtp.settings;

import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * One setting, e.g. {@code smtp_port}: environment variable {@code FASTSMTP_SMTP_PORT}, system property {@code fastsmtp.smtp.port} or
 * {@code fastsmtp.smtp_port}. The constants are the table of CONTRACT section 5 and of docs/configuration.md, where a test compares them: one
 * long list in one place, so that nobody has to look in two.
 *
 * @param <T> type of the value
 */
public final class Setting<T> {
    // SMTP
    public static final Setting<String> SMTP_HOST =
            text("smtp_host", "0.0.0.0", "address on which the SMTP listeners bind");
    public static final Setting<Integer> SMTP_PORT = port("smtp_port", 2525, "port of the plain listener (STARTTLS)");
    public static final Setting<Integer> SMTP_TLS_PORT =
            port("smtp_tls_port", 4650, "port of the implicit TLS listener");
    public static final Setting<Optional<Path>> SMTP_TLS_CERT = path("smtp_tls_cert", "certificate chain, PEM");
    public static final Setting<Optional<Path>> SMTP_TLS_KEY = path("smtp_tls_key", "private key, PEM");
    public static final Setting<Boolean> SMTP_REQUIRE_STARTTLS =
            bool("smtp_require_starttls", false, "refuse mail on a session that is not encrypted");
    public static final Setting<Long> SMTP_MAX_MESSAGE_SIZE =
            bytes("smtp_max_message_size", 10_485_760, "largest mail accepted");
    public static final Setting<Boolean> SMTP_TLS_HOT_RELOAD =
            bool("smtp_tls_hot_reload", false, "pick up a changed certificate while running");
    public static final Setting<Integer> SMTP_TLS_RELOAD_INTERVAL =
            seconds("smtp_tls_reload_interval", 300, "how often the certificate files are looked at");

    public static final Setting<Integer> SMTP_TLS_ALARM_DAYS =
            count("smtp_tls_alarm_days", 21, "days before the end of the certificate from which it is an alarm");
    public static final Setting<String> SMTP_SSL_CONTEXT = text(
            "smtp_ssl_context", "", "SSL context of Elytron by its name, or a JNDI name, instead of the PEM files");
    public static final Setting<String> SMTP_HOSTNAME =
            text("smtp_hostname", "", "name in banner, replies and Received fields; empty: the host's own");
    public static final Setting<String> SMTP_SOFTWARE_NAME =
            text("smtp_software_name", "FastSMTP", "name of the software in the banner");
    public static final Setting<Integer> SMTP_MEMORY_PER_MAIL = number(
            "smtp_memory_per_mail",
            "bytes, at least 16384",
            262_144,
            16_384,
            Integer.MAX_VALUE,
            "content of one mail kept in memory; more waits in a file");
    public static final Setting<Integer> SMTP_MAX_LINE_LENGTH =
            number("smtp_max_line_length", "bytes, at least 1000", 65_536, 1000, 16_777_216, "longest line of a mail");
    public static final Setting<String> SMTP_BARE_NEWLINE = oneOf(
            "smtp_bare_newline", "normalise", List.of("normalise", "refuse"), "a CR or LF that stands alone in a mail");
    public static final Setting<Integer> SMTP_MAX_SESSIONS =
            count("smtp_max_sessions", 0, "sessions at once; 0: 10000 on virtual threads, 2000 on others");
    public static final Setting<Integer> SMTP_COMMAND_TIMEOUT =
            seconds("smtp_command_timeout", 300, "how long a session may be silent");
    public static final Setting<Integer> SMTP_DATA_TIMEOUT =
            seconds("smtp_data_timeout", 600, "how long the content of one mail may take");
    public static final Setting<Integer> SMTP_SESSION_TIMEOUT =
            seconds("smtp_session_timeout", 3600, "how long a session may last");
    public static final Setting<Integer> SMTP_GREETING_DELAY_MS = count(
            "smtp_greeting_delay_ms",
            0,
            "how long a client must wait in silence for the banner, ms; early talkers are refused");
    public static final Setting<Integer> SMTP_BAD_COMMAND_LIMIT =
            positive("smtp_bad_command_limit", 20, "bad commands before a session is closed");
    public static final Setting<Boolean> SMTP_VIRTUAL_THREADS =
            bool("smtp_virtual_threads", true, "a virtual thread for each session where the runtime has them");
    public static final Setting<String> SMTP_PROXY_NETWORKS = text(
            "smtp_proxy_networks",
            "",
            "balancers that send the PROXY header: addresses or networks, separated by commas");
    public static final Setting<Integer> SMTP_REPEAT_WINDOW = seconds(
            "smtp_repeat_window", 21_600, "how long a mail whose 250 was lost is recognised when it comes again");

    // Sender authentication
    public static final Setting<Boolean> SMTP_VERIFY_DKIM = bool("smtp_verify_dkim", true, "verify DKIM signatures");
    public static final Setting<Boolean> SMTP_VERIFY_SPF = bool("smtp_verify_spf", true, "check SPF");
    public static final Setting<Boolean> SMTP_REJECT_DKIM_FAIL =
            bool("smtp_reject_dkim_fail", false, "refuse mail whose DKIM result is fail");
    public static final Setting<Boolean> SMTP_REJECT_SPF_FAIL =
            bool("smtp_reject_spf_fail", false, "refuse mail whose SPF result is fail");
    public static final Setting<Integer> SENDER_AUTHENTICATION_TIMEOUT =
            seconds("sender_authentication_timeout", 20, "time for all look-ups of one mail; beyond it: temperror");
    public static final Setting<List<String>> DNS_SERVERS =
            list("dns_servers", "addresses of DNS servers (with optional :port); none: those of the machine");
    public static final Setting<Integer> DNS_TIMEOUT =
            seconds("dns_timeout", 5, "time for one DNS look-up with its repetitions");
    public static final Setting<Optional<Path>> PUBLIC_SUFFIX_LIST =
            path("public_suffix_list", "list of publicsuffix.org; absent: the one that ships");

    // API
    public static final Setting<String> API_HOST = text("api_host", "0.0.0.0", "address on which the API binds");
    public static final Setting<Integer> API_PORT = port("api_port", 8000, "port of the API");
    public static final Setting<List<String>> CORS_ORIGINS = list("cors_origins", "origins that may call the API");
    public static final Setting<Integer> MANAGEMENT_PORT =
            port("management_port", 9990, "port of WildFly's management, on loopback");

    // Database
    public static final Setting<Path> DATA_DIR =
            new Setting<>("data_dir", "path", "data", Path::of, "embedded database, journal, transaction store, spool");
    public static final Setting<Optional<String>> DATABASE_URL =
            secret("database_url", "URL", "database; absent: embedded H2 below the data directory");
    public static final Setting<Integer> DATABASE_POOL_SIZE =
            positive("database_pool_size", 5, "connections kept open; the pool may grow by the overflow");
    public static final Setting<Integer> DATABASE_POOL_MAX_OVERFLOW =
            count("database_pool_max_overflow", 10, "connections beyond the pool's size");
    public static final Setting<Boolean> DATABASE_ECHO = bool("database_echo", false, "log every SQL statement");

    // Broker
    public static final Setting<Optional<String>> BROKER_URL = secret(
            "broker_url",
            "URL",
            "Artemis for several nodes, tcp://user:password@host:61616, a second of a pair after a comma; absent: the one inside");

    // Webhooks
    public static final Setting<Integer> WEBHOOK_TIMEOUT =
            seconds("webhook_timeout", 30, "deadline of one attempt in all");
    public static final Setting<Integer> WEBHOOK_MAX_RETRIES =
            positive("webhook_max_retries", 5, "attempts before a delivery is exhausted, when set");
    public static final Setting<Double> WEBHOOK_RETRY_BASE_DELAY = new Setting<>(
            "webhook_retry_base_delay", "seconds", "1.0", Setting::positiveDouble, "first wait; doubles, when set");
    public static final Setting<Optional<List<Duration>>> WEBHOOK_RETRY_SCHEDULE = new Setting<>(
            "webhook_retry_schedule",
            "durations",
            null,
            text -> Optional.of(
                    Arrays.stream(text.split(",", -1)).map(Durations::parse).toList()),
            "waits between attempts, e.g. 5s,1m,5m,30m,2h,6h,12h,24h,24h (the default)");
    public static final Setting<Long> WEBHOOK_MAX_INLINE_ATTACHMENT_SIZE =
            bytes("webhook_max_inline_attachment_size", 10_485_760, "largest attachment whose content is inline");
    public static final Setting<Long> WEBHOOK_MAX_INLINE_PAYLOAD_SIZE =
            bytes("webhook_max_inline_payload_size", 52_428_800, "largest body of a webhook request");
    public static final Setting<List<String>> WEBHOOK_ALLOWED_INTERNAL_DOMAINS = list(
            "webhook_allowed_internal_domains",
            "names, addresses or networks (with optional :port) that may be called though not public");
    public static final Setting<Integer> WEBHOOK_POOL_SIZE =
            positive("webhook_pool_size", 100, "HTTP connections at once");
    public static final Setting<Integer> WEBHOOK_ENDPOINT_CONCURRENCY =
            positive("webhook_endpoint_concurrency", 16, "attempts at once at one endpoint");
    public static final Setting<Duration> WEBHOOK_DISABLE_AFTER =
            duration("webhook_disable_after", "5d", "pure failure after which an endpoint is disabled");

    // Attachments and archive
    public static final Setting<String> ATTACHMENT_STORAGE =
            oneOf("attachment_storage", "inline", List.of("inline", "s3"), "where attachments go");
    public static final Setting<Optional<String>> S3_ENDPOINT_URL =
            optional("s3_endpoint_url", "URL", "S3 server, when not Amazon's");
    public static final Setting<Optional<String>> S3_BUCKET = optional("s3_bucket", "text", "bucket");
    public static final Setting<Optional<String>> S3_ACCESS_KEY = secret("s3_access_key", "text", "access key");
    public static final Setting<Optional<String>> S3_SECRET_KEY = secret("s3_secret_key", "text", "secret key");
    public static final Setting<String> S3_REGION = text("s3_region", "us-east-1", "region");
    public static final Setting<String> S3_PREFIX = text("s3_prefix", "attachments", "key prefix of attachments");
    public static final Setting<Boolean> S3_PRESIGNED_URLS =
            bool("s3_presigned_urls", false, "add a URL that needs no credentials");
    public static final Setting<Integer> S3_PRESIGNED_URL_EXPIRY =
            seconds("s3_presigned_url_expiry", 3600, "life of such a URL, from the attempt");
    public static final Setting<Boolean> PRESERVE_RAW_MESSAGE =
            bool("preserve_raw_message", false, "keep the raw mail in S3");
    public static final Setting<Boolean> PRESERVE_RAW_REQUIRED =
            bool("preserve_raw_required", false, "defer delivery until the raw mail is in S3");
    public static final Setting<String> S3_RAW_PREFIX = text("s3_raw_prefix", "raw", "key prefix of raw mail");

    // Dead letters, backpressure
    public static final Setting<Optional<String>> DLQ_WEBHOOK_URL =
            webhook("dlq_webhook_url", "where a notice of each exhausted delivery goes");
    public static final Setting<Optional<String>> DLQ_WEBHOOK_SECRET =
            signing("dlq_webhook_secret", "signs the notices of exhausted deliveries");
    public static final Setting<Optional<String>> ALARM_MAIL_TO =
            optional("alarm_mail_to", "mail addresses", "who gets alarms by mail, through the server's mail session");
    public static final Setting<String> ALARM_MAIL_FROM = text(
            "alarm_mail_from",
            "",
            "who sends alarms; empty: that of the mail session, or the server's user at its host");
    public static final Setting<String> ALARM_MAIL_HOST =
            text("alarm_mail_host", "localhost", "mail server that takes alarms");
    public static final Setting<Integer> ALARM_MAIL_PORT = port("alarm_mail_port", 25, "its port");
    public static final Setting<Duration> ALARM_BACKLOG_AGE = duration(
            "alarm_backlog_age", "1h", "age of what waits for an endpoint, or for its turn, that raises an alarm");
    public static final Setting<Optional<Integer>> QUEUE_MAX_PENDING = new Setting<>(
            "queue_max_pending",
            "number",
            null,
            text -> Optional.of(nonNegativeInt(text)),
            "waiting deliveries above which mail is refused with 451; absent: no limit");
    public static final Setting<Optional<Duration>> QUEUE_MAX_AGE = new Setting<>(
            "queue_max_age",
            "duration like 45s, 90m, 6h, 7d, 2w or PT6H",
            null,
            text -> Optional.of(Durations.parse(text)),
            "wait of the oldest delivery for its first attempt beyond which mail is refused with 451; absent: no limit");
    public static final Setting<String> QUEUE_BACKPRESSURE_ACTION = new Setting<>(
            "queue_backpressure_action",
            "reject or drop",
            "reject",
            text -> text.strip().toLowerCase(Locale.ROOT),
            "reject: 451; drop: accept and hold");

    // Security
    public static final Setting<Optional<String>> ROOT_API_KEY = secret(
            "root_api_key", "text", "root's key; absent: made at the first start and kept in the data directory");
    public static final Setting<String> API_KEY_HASH_ALGORITHM =
            text("api_key_hash_algorithm", "sha256", "digest of legacy keys without salt");
    public static final Setting<Optional<String>> ENCRYPTION_KEY = secret(
            "encryption_key",
            "text",
            "encrypts secrets at rest; absent: made at the first start, in the data directory");

    // Operations
    public static final Setting<String> INSTANCE_ID = new Setting<>(
            "instance_id",
            "text, at most 50 characters",
            "",
            text -> {
                if (text.length() > 50) {
                    throw new IllegalArgumentException("too long");
                }
                return text;
            },
            "name of this node; empty: the host's name");
    public static final Setting<Integer> SHUTDOWN_TIMEOUT =
            seconds("shutdown_timeout", 30, "how long a stop waits for what is under way");
    public static final Setting<String> LOG_FORMAT =
            oneOf("log_format", "text", List.of("text", "json"), "form of the log lines on the console");

    public static final Setting<Long> MIN_FREE_DISK = bytes(
            "min_free_disk",
            268_435_456,
            "with less free in the data directory mail is refused for now and readiness falls");

    // Worker
    public static final Setting<Double> WORKER_POLL_INTERVAL = new Setting<>(
            "worker_poll_interval",
            "seconds",
            "1.0",
            Setting::positiveDouble,
            "how often due deliveries are looked for");
    public static final Setting<Integer> WORKER_BATCH_SIZE =
            positive("worker_batch_size", 10, "accepted for compatibility; without effect");

    // Cleanup
    public static final Setting<Integer> DELIVERY_LOG_RETENTION_DAYS =
            positive("delivery_log_retention_days", 90, "how long a delivery in a final state is kept, days");
    public static final Setting<Integer> DELIVERY_LOG_CLEANUP_INTERVAL_HOURS =
            positive("delivery_log_cleanup_interval_hours", 24, "hours between runs of the cleanup job");
    public static final Setting<Boolean> DELIVERY_LOG_CLEANUP_ENABLED =
            bool("delivery_log_cleanup_enabled", true, "run the cleanup job by schedule");
    public static final Setting<Optional<String>> DELIVERY_LOG_CLEANUP_SCHEDULE =
            cron("delivery_log_cleanup_schedule", "when the cleanup job runs, instead of the interval");
    public static final Setting<Integer> DELIVERY_LOG_CLEANUP_BATCH_SIZE =
            positive("delivery_log_cleanup_batch_size", 1000, "rows of one chunk");
    public static final Setting<Integer> DELIVERY_LOG_CLEANUP_MAX_PER_RUN =
            positive("delivery_log_cleanup_max_per_run", 100_000, "rows after which a run lets mail go first");
    public static final Setting<Integer> DELIVERY_LOG_CLEANUP_BATCH_DELAY_MS =
            count("delivery_log_cleanup_batch_delay_ms", 100, "pause between chunks while deliveries wait, ms");

    public static final Setting<Integer> AUDIT_LOG_RETENTION_DAYS =
            positive("audit_log_retention_days", 365, "how long an entry of the audit log is kept, days");
    public static final Setting<Integer> REPEAT_RETENTION_DAYS =
            positive("repeat_retention_days", 90, "how long it is kept that a mail came once more, days");
    public static final Setting<Integer> JOB_RETENTION_DAYS =
            positive("job_retention_days", 30, "how long the batch repository remembers an execution, days");

    public static final Setting<Boolean> RECONCILE_ENABLED =
            bool("reconcile_enabled", true, "run the job reconcile once a day: the account of yesterday's mail");
    public static final Setting<Optional<String>> RECONCILE_SCHEDULE =
            cron("reconcile_schedule", "when the job reconcile runs, instead of once a day");
    public static final Setting<Integer> REDRIVE_INTERVAL_HOURS = count(
            "redrive_interval_hours", 0, "hours between runs of the job redrive; 0: only when somebody starts it");
    public static final Setting<Integer> REDRIVE_MAX_AGE_DAYS =
            positive("redrive_max_age_days", 7, "what a scheduled redrive takes up was created within this, days");
    public static final Setting<Optional<String>> REDRIVE_SCHEDULE =
            cron("redrive_schedule", "when the job redrive runs, instead of the interval");

    // Rules
    public static final Setting<Double> REGEX_TIMEOUT_SECONDS = new Setting<>(
            "regex_timeout_seconds",
            "seconds",
            "1.0",
            Setting::positiveDouble,
            "accepted; without effect: linear time");
    public static final Setting<Optional<Integer>> REGEX_THREAD_POOL_SIZE = new Setting<>(
            "regex_thread_pool_size",
            "number",
            null,
            text -> Optional.of(nonNegativeInt(text)),
            "accepted; without effect: there is no pool");
    public static final Setting<Integer> RULES_MAX_BODY_SIZE =
            positive("rules_max_body_size", 1_048_576, "characters of the body that rules see");

    // Rate limits
    public static final Setting<Optional<String>> REDIS_URL =
            secret("redis_url", "URL", "set: API requests of one key are limited; no Redis is asked");
    public static final Setting<Boolean> RATE_LIMIT_ENABLED = bool("rate_limit_enabled", true, "limit API requests");
    public static final Setting<Integer> RATE_LIMIT_REQUESTS_PER_MINUTE =
            positive("rate_limit_requests_per_minute", 100, "requests of one key");
    public static final Setting<Integer> RATE_LIMIT_AUTH_ATTEMPTS_PER_MINUTE =
            positive("rate_limit_auth_attempts_per_minute", 5, "failed keys of one network");
    public static final Setting<Boolean> RATE_LIMIT_SHARED =
            bool("rate_limit_shared", false, "whether API limits count for all nodes together, in the database");
    public static final Setting<Boolean> SMTP_RATE_LIMIT_ENABLED =
            bool("smtp_rate_limit_enabled", true, "limits per client on or off");
    public static final Setting<Integer> SMTP_RATE_LIMIT_CONNECTIONS_PER_MINUTE =
            positive("smtp_rate_limit_connections_per_minute", 30, "connections of one network");
    public static final Setting<Integer> SMTP_RATE_LIMIT_MESSAGES_PER_MINUTE =
            positive("smtp_rate_limit_messages_per_minute", 60, "mails of one network");
    public static final Setting<Integer> SMTP_RATE_LIMIT_RECIPIENTS_PER_MESSAGE =
            positive("smtp_rate_limit_recipients_per_message", 100, "recipients of one mail");

    public static final Setting<Integer> SMTP_RATE_LIMIT_SESSIONS =
            count("smtp_rate_limit_sessions", 50, "sessions of one network at once; 0: no limit");
    public static final Setting<Integer> SMTP_RATE_LIMIT_RECIPIENTS_PER_MINUTE =
            count("smtp_rate_limit_recipients_per_minute", 0, "recipients of one network; 0: no limit");
    public static final Setting<Integer> SMTP_RATE_LIMIT_BYTES_PER_MINUTE =
            count("smtp_rate_limit_bytes_per_minute", 0, "bytes of one network; 0: no limit");
    public static final Setting<Integer> SMTP_RATE_LIMIT_MESSAGES_PER_SENDER_DOMAIN =
            count("smtp_rate_limit_messages_per_sender_domain", 0, "mails a minute of one sender domain; 0: no limit");
    public static final Setting<Integer> SMTP_RATE_LIMIT_RECIPIENTS_PER_DOMAIN = count(
            "smtp_rate_limit_recipients_per_domain", 0, "recipients a minute in one receiving domain; 0: no limit");
    public static final Setting<String> SMTP_RATE_LIMIT_EXEMPT_NETWORKS =
            text("smtp_rate_limit_exempt_networks", "", "addresses or networks without limits, separated by commas");

    public static final Setting<Integer> SMTP_RATE_LIMIT_NETWORKS_REMEMBERED = number(
            "smtp_rate_limit_networks_remembered",
            "number, at least 100",
            50_000,
            100,
            Integer.MAX_VALUE,
            "networks whose rates are counted at once");

    private static final String PREFIX = "FASTSMTP_";

    private final String name;
    private final String form;
    private final String defaultText;
    private final Parser<T> parser;
    private final String meaning;
    private boolean secret;

    /** Turns a text into a value; throws {@link IllegalArgumentException} for a text of another form. */
    @FunctionalInterface
    interface Parser<T> {
        T parse(String text);
    }

    private Setting(String name, String form, String defaultText, Parser<T> parser, String meaning) {
        this.name = Objects.requireNonNull(name);
        this.form = Objects.requireNonNull(form);
        this.defaultText = defaultText;
        this.parser = parser;
        this.meaning = meaning;
    }

    /** Every setting in the order of this file. */
    public static List<Setting<?>> all() {
        return Arrays.stream(Setting.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()))
                .<Setting<?>>map(field -> {
                    try {
                        return (Setting<?>) field.get(null);
                    } catch (IllegalAccessException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
    }

    /** The contract's name, e.g. {@code smtp_port}. */
    public String name() {
        return name;
    }

    /** E.g. {@code FASTSMTP_SMTP_PORT}. */
    public String variable() {
        return PREFIX + name.toUpperCase(Locale.ROOT);
    }

    /** The form of a value in words, for messages: "number from 1 to 65535". */
    public String form() {
        return form;
    }

    /** The default as text; empty when absent is a value of its own. */
    public Optional<String> defaultText() {
        return Optional.ofNullable(defaultText);
    }

    public String meaning() {
        return meaning;
    }

    /** Whether the value must never be shown. */
    public boolean isSecret() {
        return secret;
    }

    /** The value of a text, or of the default when {@code text} is null. */
    T parse(String text) {
        String given = text == null ? defaultText : text;
        if (given == null) {
            @SuppressWarnings("unchecked") // the settings without default are the Optional ones
            T absent = (T) Optional.empty();
            return absent;
        }
        return parser.parse(given);
    }

    @Override
    public String toString() {
        return name;
    }

    private static Setting<String> text(String name, String fallback, String meaning) {
        return new Setting<>(name, "text", fallback, text -> text, meaning);
    }

    private static Setting<Optional<String>> optional(String name, String form, String meaning) {
        return new Setting<>(name, form, null, text -> text.isBlank() ? Optional.empty() : Optional.of(text), meaning);
    }

    /** Refused at the start as the API refuses one of a recipient: each attempt at it would fail. */
    private static Setting<Optional<String>> webhook(String name, String meaning) {
        return new Setting<>(
                name,
                "http or https URL without user information",
                null,
                text -> text.isBlank() ? Optional.empty() : Optional.of(webhookUrl(text.strip())),
                meaning);
    }

    private static Setting<Optional<String>> secret(String name, String form, String meaning) {
        Setting<Optional<String>> setting = optional(name, form, meaning);
        setting.secret = true;
        return setting;
    }

    /** Refused at the start: with a secret that cannot sign, notices would go unsigned. */
    private static Setting<Optional<String>> signing(String name, String meaning) {
        Setting<Optional<String>> setting = new Setting<>(
                name,
                "whsec_ and base64 of 8 to 128 octets",
                null,
                text -> text.isBlank() ? Optional.empty() : Optional.of(signingSecret(text.strip())),
                meaning);
        setting.secret = true;
        return setting;
    }

    private static Setting<Optional<Path>> path(String name, String meaning) {
        return new Setting<>(
                name, "path", null, text -> text.isBlank() ? Optional.empty() : Optional.of(Path.of(text)), meaning);
    }

    private static Setting<Optional<String>> cron(String name, String meaning) {
        return new Setting<>(
                name,
                Cron.FORM,
                null,
                text -> text.isBlank() ? Optional.empty() : Optional.of(new Cron(text).toString()),
                meaning);
    }

    private static Setting<Boolean> bool(String name, boolean fallback, String meaning) {
        return new Setting<>(name, "true or false", String.valueOf(fallback), Setting::lax, meaning);
    }

    private static Setting<Integer> port(String name, int fallback, String meaning) {
        return number(name, "number from 1 to 65535", fallback, 1, 65_535, meaning);
    }

    private static Setting<Integer> seconds(String name, int fallback, String meaning) {
        return number(name, "whole seconds, at least 1", fallback, 1, Integer.MAX_VALUE, meaning);
    }

    private static Setting<Integer> positive(String name, int fallback, String meaning) {
        return number(name, "number, at least 1", fallback, 1, Integer.MAX_VALUE, meaning);
    }

    private static Setting<Integer> count(String name, int fallback, String meaning) {
        return number(name, "number, at least 0", fallback, 0, Integer.MAX_VALUE, meaning);
    }

    private static Setting<Integer> number(String name, String form, int fallback, int low, int high, String meaning) {
        return new Setting<>(name, form, String.valueOf(fallback), text -> integer(text, low, high), meaning);
    }

    private static Setting<Long> bytes(String name, long fallback, String meaning) {
        return new Setting<>(
                name,
                "bytes, at least 1",
                String.valueOf(fallback),
                text -> {
                    long value = Long.parseLong(text.strip());
                    if (value < 1) {
                        throw new IllegalArgumentException("out of range");
                    }
                    return value;
                },
                meaning);
    }

    private static Setting<Duration> duration(String name, String fallback, String meaning) {
        return new Setting<>(name, "duration like 45s, 90m, 6h, 7d, 2w or PT6H", fallback, Durations::parse, meaning);
    }

    private static Setting<List<String>> list(String name, String meaning) {
        return new Setting<>(name, "JSON array of texts", "[]", TextList::parse, meaning);
    }

    private static Setting<String> oneOf(String name, String fallback, List<String> words, String meaning) {
        return new Setting<>(
                name,
                String.join(" or ", words),
                fallback,
                text -> {
                    if (!words.contains(text.strip())) {
                        throw new IllegalArgumentException("unknown word");
                    }
                    return text.strip();
                },
                meaning);
    }

    /** The original's words for a boolean (CONTRACT section 1.1). */
    private static boolean lax(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes", "on", "t", "y" -> true;
            case "false", "0", "no", "off", "f", "n" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }

    private static String webhookUrl(String text) {
        URI url = URI.create(text);
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        String authority = url.getRawAuthority();
        if (!List.of("http", "https").contains(scheme) || authority == null || authority.indexOf('@') >= 0) {
            throw new IllegalArgumentException("no webhook URL");
        }
        return text;
    }

    private static String signingSecret(String text) {
        int octets = text.startsWith("whsec_") ? Base64.getDecoder().decode(text.substring(6)).length : 0;
        if (octets < 8 || octets > 128) {
            throw new IllegalArgumentException("no signing secret");
        }
        return text;
    }

    private static int nonNegativeInt(String text) {
        return integer(text, 0, Integer.MAX_VALUE);
    }

    private static int integer(String text, int low, int high) {
        int value = Integer.parseInt(text.strip());
        if (value < low || value > high) {
            throw new IllegalArgumentException("out of range");
        }
        return value;
    }

    private static double positiveDouble(String text) {
        double value = Double.parseDouble(text.strip());
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("out of range");
        }
        return value;
    }
}
