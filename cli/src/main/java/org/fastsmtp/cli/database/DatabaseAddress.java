package org.fastsmtp.cli.database;

import java.nio.file.Path;
import java.util.Optional;
import org.fastsmtp.settings.InvalidSettingException;
import org.fastsmtp.settings.Setting;
import org.fastsmtp.settings.Settings;

/**
 * The database in JDBC's words, from {@code FASTSMTP_DATABASE_URL} in all its forms (DESIGN.md, additions), or the embedded one.
 *
 * @param jdbcUrl without user and password
 */
public record DatabaseAddress(Kind kind, String jdbcUrl, String user, String password) {
    public enum Kind {
        H2,
        POSTGRESQL
    }

    private static final String H2 = "jdbc:h2:file:";
    private static final String FORMS = "postgresql://user:password@host:5432/name, "
            + "postgresql+asyncpg://user:password@host:5432/name or jdbc:postgresql://host:5432/name?user=…&password=…";

    /** @throws InvalidSettingException when the URL has another form; the text never shows the URL, which may hold a password */
    public static DatabaseAddress of(Settings settings, Path dataDirectory) {
        Optional<String> url = settings.get(Setting.DATABASE_URL);
        return url.isEmpty() ? embedded(dataDirectory) : parse(url.get().strip());
    }

    /** WRITE_DELAY=0, always: without it H2 loses acknowledged commits under kill -9. */
    public static DatabaseAddress embedded(Path dataDirectory) {
        return embeddedFile(dataDirectory.resolve("database").resolve("fastsmtp"));
    }

    /** @param file without H2's suffix */
    public static DatabaseAddress embeddedFile(Path file) {
        if (file.toString().contains(";")) {
            throw new InvalidSettingException(
                    Setting.DATA_DIR.variable() + ": the embedded database cannot lie in a path with a semicolon");
        }
        // The password guards nothing, the file's mode does; the server's data source needs one that is not empty.
        return new DatabaseAddress(
                Kind.H2,
                H2 + file + ";WRITE_DELAY=0;CACHE_SIZE=16384;NON_KEYWORDS=VALUE;DB_CLOSE_ON_EXIT=FALSE",
                "sa",
                "sa");
    }

    /** The embedded database's file. */
    public Path file() {
        return Path.of(jdbcUrl.substring(H2.length(), jdbcUrl.indexOf(';')) + ".mv.db");
    }

    /** The setting with its password masked; all of it when it is malformed. */
    public static String masked(String url) {
        try {
            if (parse(url.strip()).password().isEmpty()) {
                return url;
            }
        } catch (InvalidSettingException e) {
            return "********";
        }
        return url.replaceFirst("(://[^/?]*?):.*@", "$1:********@").replaceFirst("([?&]password=)[^&]*", "$1********");
    }

    static DatabaseAddress parse(String url) {
        int colon = url.indexOf("://");
        if (url.startsWith("jdbc:h2:")) {
            throw fault("the embedded database needs no URL: leave it unset and set " + Setting.DATA_DIR.variable());
        }
        if (colon < 0) {
            throw fault("its value is not of the form: " + FORMS);
        }
        String scheme = url.substring(0, colon);
        if (scheme.startsWith("jdbc:")) {
            scheme = scheme.substring("jdbc:".length());
        }
        String product = scheme.contains("+") ? scheme.substring(0, scheme.indexOf('+')) : scheme;
        return switch (product) {
            case "postgresql", "postgres" -> PostgresqlUrl.parse(url.substring(colon + "://".length()));
            case "mysql", "mariadb" ->
                throw fault(
                        "MariaDB and MySQL are not supported yet: use PostgreSQL, or leave it unset for the embedded"
                                + " database");
            default -> throw fault("its database is unknown; wanted: " + FORMS);
        };
    }

    static InvalidSettingException fault(String text) {
        return new InvalidSettingException(Setting.DATABASE_URL.variable() + ": " + text);
    }

    @Override
    public String toString() {
        return jdbcUrl + " as " + user;
    }
}
