package org.fastsmtp.cli.launch;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fastsmtp.settings.InvalidSettingException;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;

/**
 * Where the broker of several nodes is, from {@code FASTSMTP_BROKER_URL}.
 *
 * @param places one, or the two of a live + backup pair
 * @param isEncrypted {@code ssl://}: TLS, trusted by the certificates of the JVM
 */
record BrokerAddress(List<Place> places, boolean isEncrypted, String user, String password) {
    private static final int PORT = 61_616;
    private static final Pattern URL =
            Pattern.compile("(tcp|ssl)://(?:([^:@/,]+)(?::([^@/,]*))?@)?([^@/?]+?)/?", Pattern.CASE_INSENSITIVE);
    private static final Pattern PLACE = Pattern.compile("([A-Za-z0-9_.-]+|\\[[0-9A-Fa-f:.]+])(?::(\\d{1,5}))?");

    /** Host and port. */
    record Place(String host, int port) {}

    /** Empty: the broker inside the server. @throws InvalidSettingException another form; the text never shows the URL, which may hold a password */
    static Optional<BrokerAddress> of(Settings settings) {
        return settings.get(Setting.BROKER_URL).map(String::strip).map(BrokerAddress::parse);
    }

    private static BrokerAddress parse(String text) {
        Matcher url = URL.matcher(text);
        if (!url.matches()) {
            throw fault();
        }
        List<Place> places = new ArrayList<>();
        for (String part : url.group(4).split(",", -1)) {
            Matcher place = PLACE.matcher(part.strip());
            if (!place.matches()) {
                throw fault();
            }
            int port = place.group(2) == null ? PORT : Integer.parseInt(place.group(2));
            if (port < 1 || port > 65_535) {
                throw fault();
            }
            places.add(new Place(place.group(1).replaceAll("[\\[\\]]", ""), port));
        }
        if (places.size() > 2) {
            throw fault();
        }
        return new BrokerAddress(
                List.copyOf(places),
                url.group(1).equalsIgnoreCase("ssl"),
                decoded(url.group(2), "fastsmtp"),
                decoded(url.group(3), ""));
    }

    private static String decoded(String part, String absent) {
        try {
            // A plus sign is itself here, unlike in forms.
            return part == null ? absent : URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw fault();
        }
    }

    private static InvalidSettingException fault() {
        return new InvalidSettingException(Setting.BROKER_URL.variable()
                + ": its value is not of the form: tcp://user:password@host:61616 or"
                + " tcp://user:password@first:61616,second:61616, or ssl:// for TLS; letters like @ : / , in the password as %40 %3A"
                + " %2F %2C");
    }

    @Override
    public String toString() {
        return places + " as " + user;
    }
}
