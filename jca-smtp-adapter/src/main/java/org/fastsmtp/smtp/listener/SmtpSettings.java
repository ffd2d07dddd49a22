package org.fastsmtp.smtp.listener;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.fastsmtp.smtp.limit.LimitSettings;
import org.fastsmtp.smtp.limit.NetworkSet;
import org.fastsmtp.smtp.tls.TlsSettings;

/**
 * Everything that can be set of one listener.
 *
 * @param ports where it listens
 * @param hostname name in the banner, in replies and in Received fields
 * @param softwareName name in the banner; no version is ever shown
 * @param requireStarttls refuse mail on a session that is not encrypted (530)
 * @param tls absent: STARTTLS is not offered and the TLS port stays closed, unless a context is given to the listener
 * @param content how content may look and where it waits
 * @param sessions how many sessions, for how long
 * @param limits what one client may ask for
 * @param proxyNetworks peers that must send a PROXY header (v1 or v2); nobody else may
 * @param repeatWindow how long a mail whose 250 may have been lost is remembered (finding 26); zero: not at all
 */
public record SmtpSettings(
        Ports ports,
        String hostname,
        String softwareName,
        boolean requireStarttls,
        Optional<TlsSettings> tls,
        Content content,
        Sessions sessions,
        LimitSettings limits,
        NetworkSet proxyNetworks,
        Duration repeatWindow) {
    public SmtpSettings {
        Objects.requireNonNull(ports);
        Objects.requireNonNull(hostname);
        Objects.requireNonNull(softwareName);
        Objects.requireNonNull(tls);
        Objects.requireNonNull(content);
        Objects.requireNonNull(sessions);
        Objects.requireNonNull(limits);
        Objects.requireNonNull(proxyNetworks);
        Objects.requireNonNull(repeatWindow);
    }

    /**
     * @param host address to bind; empty: all
     * @param plain port with STARTTLS; 0: any free one
     * @param tls port with TLS from the first octet; 0: any free one, negative: none
     */
    public record Ports(String host, int plain, int tls) {
        public Ports {
            Objects.requireNonNull(host);
        }
    }

    /**
     * @param maxSize octets of DATA before dot-unstuffing, CRLF included; more is 552
     * @param maxLine octets of one line, CRLF included; more is 500
     * @param maxRecipients recipients of one mail; more is 452
     * @param bareNewline what becomes of CR or LF alone
     * @param spool directory for content above {@code inMemory}; absent: the system's temporary directory
     * @param inMemory octets kept in memory per mail
     */
    public record Content(
            long maxSize, int maxLine, int maxRecipients, BareNewline bareNewline, Optional<Path> spool, int inMemory) {
        public Content {
            Objects.requireNonNull(bareNewline);
            Objects.requireNonNull(spool);
        }
    }

    /** What becomes of a CR or LF that stands alone. In no case does it end data. */
    public enum BareNewline {
        /** It becomes CRLF. */
        NORMALISE,
        /** The mail is refused (550). */
        REFUSE
    }

    /**
     * @param most sessions at once; more are told 421; 0: what the kind of threads allows
     * @param command wait for one command
     * @param data all of DATA, or one BDAT chunk
     * @param whole a session in all; it ends between two commands, never inside content
     * @param greetingDelay wait before the banner, in which an honest client is silent; zero: look once, do not wait
     * @param badCommands commands with an error of syntax or order before the session is closed
     * @param stop how long a stop waits for mails under way
     * @param virtualThreads one virtual thread per session where the runtime has them
     */
    public record Sessions(
            int most,
            Duration command,
            Duration data,
            Duration whole,
            Duration greetingDelay,
            int badCommands,
            Duration stop,
            boolean virtualThreads) {
        public Sessions {
            Objects.requireNonNull(command);
            Objects.requireNonNull(data);
            Objects.requireNonNull(whole);
            Objects.requireNonNull(greetingDelay);
            Objects.requireNonNull(stop);
        }
    }

    public static SmtpSettings defaults() {
        return new SmtpSettings(
                new Ports("0.0.0.0", 2525, 4650),
                "localhost",
                "FastSMTP",
                false,
                Optional.empty(),
                new Content(10_485_760, 65_536, 100, BareNewline.NORMALISE, Optional.empty(), 262_144),
                new Sessions(
                        0,
                        Duration.ofSeconds(300),
                        Duration.ofSeconds(600),
                        Duration.ofHours(1),
                        Duration.ZERO,
                        20,
                        Duration.ofSeconds(30),
                        true),
                LimitSettings.defaults(),
                NetworkSet.NONE,
                Duration.ofHours(6));
    }
}
