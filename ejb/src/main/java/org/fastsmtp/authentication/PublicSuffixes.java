package org.fastsmtp.authentication;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.hc.client5.http.psl.PublicSuffixMatcherLoader;

/**
 * The public suffix list: below which names do domains get registered. Both parts of it count, that of the registries and the private one:
 * customers of a hoster must not be aligned with each other. Immutable.
 */
public final class PublicSuffixes {
    /** The list ships inside HttpClient, which is there anyway; it is younger with each of its releases. */
    private static final String SHIPPED = "/org/publicsuffix/list/effective_tld_names.dat";

    private final Set<String> rules = new HashSet<>();
    private final Set<String> wildcards = new HashSet<>();
    private final Set<String> exceptions = new HashSet<>();

    private PublicSuffixes(Reader list) throws IOException {
        BufferedReader lines = new BufferedReader(list);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String rule = line.strip();
            int end = rule.indexOf(' ');
            rule = end < 0 ? rule : rule.substring(0, end);
            if (rule.isEmpty() || rule.startsWith("//")) {
                continue;
            }
            if (rule.startsWith("!")) {
                exceptions.add(Names.ascii(rule.substring(1)));
            } else if (rule.startsWith("*.")) {
                wildcards.add(Names.ascii(rule.substring(2)));
            } else {
                rules.add(Names.ascii(rule));
            }
        }
        if (rules.isEmpty()) {
            throw new IOException("a public suffix list without a rule");
        }
    }

    /** The list that ships. */
    public static PublicSuffixes shipped() {
        try (InputStream list = PublicSuffixMatcherLoader.class.getResourceAsStream(SHIPPED)) {
            if (list == null) {
                throw new IllegalStateException("no public suffix list at " + SHIPPED);
            }
            return new PublicSuffixes(new InputStreamReader(list, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A list in the form of publicsuffix.org. */
    public static PublicSuffixes of(Path file) {
        try (Reader list = Files.newBufferedReader(file)) {
            return new PublicSuffixes(list);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The organisational domain (RFC 7489 section 3.2): the public suffix and one label more.
     *
     * @param domain A-labels or U-labels, any case, with or without final dot
     * @return in lower case and A-labels; empty when the domain is itself a public suffix, or no domain
     */
    public Optional<String> organisational(String domain) {
        String name = Names.ascii(domain);
        if (name.isEmpty() || name.startsWith(".") || name.contains("..")) {
            return Optional.empty();
        }
        // The longest rule wins, an exception beats all; without a rule the last label is the suffix.
        String previous = "";
        for (String suffix = name; ; suffix = suffix.substring(suffix.indexOf('.') + 1)) {
            int dot = suffix.indexOf('.');
            if (exceptions.contains(suffix)) {
                return Optional.of(suffix);
            }
            boolean wild = dot >= 0 && wildcards.contains(suffix.substring(dot + 1));
            if (rules.contains(suffix) || wild || dot < 0) {
                return previous.isEmpty() ? Optional.empty() : Optional.of(previous);
            }
            previous = suffix;
        }
    }
}
