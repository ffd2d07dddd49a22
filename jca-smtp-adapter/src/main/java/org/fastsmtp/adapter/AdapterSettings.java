package org.fastsmtp.adapter;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.fastsmtp.smtp.limit.LimitSettings;
import org.fastsmtp.smtp.limit.NetworkSet;
import org.fastsmtp.smtp.listener.SmtpSettings;
import org.fastsmtp.smtp.tls.LentContext;
import org.fastsmtp.smtp.tls.TlsSettings;

/** Understands the adapter's properties. A value of another form stops the start and is named with the form wanted, never shown. */
final class AdapterSettings {
    private static final Duration LOOK = Duration.ofSeconds(300);

    private final Map<String, String> given;

    AdapterSettings(Map<String, String> given) {
        this.given = given;
    }

    /** @throws IllegalArgumentException naming the property and the form of its value */
    SmtpSettings read() {
        SmtpSettings standard = SmtpSettings.defaults();
        SmtpSettings.Content content = standard.content();
        SmtpSettings.Sessions sessions = standard.sessions();
        LimitSettings limits = standard.limits();
        return new SmtpSettings(
                new SmtpSettings.Ports(
                        text("host").orElse(standard.ports().host()),
                        (int) number("port", 0, 65_535, standard.ports().plain()),
                        (int) number("tlsPort", -1, 65_535, standard.ports().tls())),
                text("hostname").orElseGet(AdapterSettings::ownName),
                text("softwareName").orElse(standard.softwareName()),
                bool("requireStarttls", standard.requireStarttls()),
                tls(),
                new SmtpSettings.Content(
                        number("maxMessageSize", 1, Long.MAX_VALUE / 4, content.maxSize()),
                        count("maxLineLength", 1000, content.maxLine()),
                        count("recipientsPerMessage", 1, content.maxRecipients()),
                        bareNewline(content.bareNewline()),
                        text("spoolDirectory").map(path -> form("spoolDirectory", "a path", path, Path::of)),
                        count("memoryPerMail", 16_384, content.inMemory())),
                new SmtpSettings.Sessions(
                        count("maxSessions", 0, sessions.most()),
                        seconds("commandTimeout", 1, sessions.command()),
                        seconds("dataTimeout", 1, sessions.data()),
                        seconds("sessionTimeout", 1, sessions.whole()),
                        Duration.ofMillis(count("greetingDelay", 0, (int)
                                sessions.greetingDelay().toMillis())),
                        count("badCommandLimit", 1, sessions.badCommands()),
                        seconds("stopTimeout", 0, sessions.stop()),
                        bool("virtualThreads", sessions.virtualThreads())),
                new LimitSettings(
                        bool("rateLimitEnabled", limits.enabled()),
                        count("connectionsPerMinute", 0, limits.connectionsPerMinute()),
                        count("maxSessionsPerNetwork", 0, limits.sessionsAtOnce()),
                        count("messagesPerMinute", 0, limits.mailsPerMinute()),
                        count("recipientsPerMinute", 0, limits.recipientsPerMinute()),
                        number("bytesPerMinute", 0, Long.MAX_VALUE / 4, limits.bytesPerMinute()),
                        count("messagesPerMinutePerSenderDomain", 0, limits.mailsPerSenderDomain()),
                        count("recipientsPerMinutePerDomain", 0, limits.recipientsPerDomain()),
                        count("networksRemembered", 100, limits.networksRemembered()),
                        networks("exemptNetworks")),
                networks("proxyNetworks"),
                seconds("repeatWindow", 0, standard.repeatWindow()));
    }

    /** SSL context that replaces the PEM files: of Elytron by its name, or of a JNDI name that begins with java: . */
    Optional<String> sslContext() {
        return text("sslContext");
    }

    /** How the certificate of that context is watched; it may change whether files are read again or not. */
    LentContext lent(SSLContext context) {
        Duration interval = reloadInterval();
        return new LentContext(context, interval.isZero() ? LOOK : interval, alarmBefore());
    }

    private Duration reloadInterval() {
        return seconds("tlsReloadInterval", 0, LOOK);
    }

    private Duration alarmBefore() {
        return Duration.ofDays(count("tlsAlarmDays", 0, 21));
    }

    private Optional<TlsSettings> tls() {
        Optional<String> certificate = text("tlsCert");
        Optional<String> key = text("tlsKey");
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException("tlsCert and tlsKey belong together: one of them is missing");
        }
        Duration files = reloadInterval();
        Duration interval = bool("tlsHotReload", true) ? files : Duration.ZERO;
        Duration alarm = alarmBefore();
        return certificate.map(path -> new TlsSettings(
                form("tlsCert", "a path", path, Path::of),
                form("tlsKey", "a path", key.orElseThrow(), Path::of),
                interval,
                alarm));
    }

    private SmtpSettings.BareNewline bareNewline(SmtpSettings.BareNewline fallback) {
        return text("bareNewline")
                .map(word -> form(
                        "bareNewline",
                        "normalise or refuse",
                        word.toUpperCase(Locale.ROOT),
                        SmtpSettings.BareNewline::valueOf))
                .orElse(fallback);
    }

    private NetworkSet networks(String name) {
        return text(name)
                .map(text -> form(name, "networks separated by commas", text, NetworkSet::parse))
                .orElse(NetworkSet.NONE);
    }

    private boolean bool(String name, boolean fallback) {
        return text(name)
                .map(text -> form(name, "true or false", text, AdapterSettings::lax))
                .orElse(fallback);
    }

    private Duration seconds(String name, int least, Duration fallback) {
        return Duration.ofSeconds(number(name, least, Integer.MAX_VALUE, fallback.toSeconds()));
    }

    private int count(String name, int least, int fallback) {
        return (int) number(name, least, Integer.MAX_VALUE, fallback);
    }

    private long number(String name, long least, long most, long fallback) {
        return text(name)
                .map(text -> form(name, "a number from " + least + " to " + most, text, digits -> {
                    long value = Long.parseLong(digits);
                    if (value < least || value > most) {
                        throw new IllegalArgumentException("out of range");
                    }
                    return value;
                }))
                .orElse(fallback);
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(given.get(name));
    }

    private static <T> T form(String name, String form, String text, Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("property " + name + " must be " + form, e);
        }
    }

    /** The original's words for a boolean (CONTRACT section 1.1). */
    private static boolean lax(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1", "yes", "on", "t", "y" -> true;
            case "false", "0", "no", "off", "f", "n" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }

    private static String ownName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
