package org.fastsmtp.cli.database;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What stands behind {@code postgresql://}: {@code user:password@host:port/name?options}, as libpq, asyncpg and pgJDBC write it. */
final class PostgresqlUrl {
    /** Words of asyncpg's {@code ssl} that are no words of {@code sslmode}. */
    private static final Map<String, String> SSL = Map.of(
            "true", "require", "on", "require", "1", "require", "false", "disable", "off", "disable", "0", "disable");

    /** Options of the original's driver and pool; they mean nothing to this one. */
    private static final Set<String> PYTHON = Set.of(
            "prepared_statement_cache_size",
            "prepared_statement_name_func",
            "statement_cache_size",
            "command_timeout",
            "server_settings",
            "async_fallback",
            "target_session_attrs");

    private PostgresqlUrl() {}

    static DatabaseAddress parse(String rest) {
        String authorityAndPath = rest;
        String query = "";
        int mark = rest.indexOf('?');
        if (mark >= 0) {
            authorityAndPath = rest.substring(0, mark);
            query = rest.substring(mark + 1);
        }
        int slash = authorityAndPath.indexOf('/');
        // A password may hold a raw slash or @ if it was not encoded: the last @ ends the user info.
        int at = authorityAndPath.lastIndexOf('@');
        if (slash >= 0 && slash < at) {
            slash = authorityAndPath.indexOf('/', at);
        }
        String authority = slash < 0 ? authorityAndPath : authorityAndPath.substring(0, slash);
        String name = slash < 0 ? "" : decode(authorityAndPath.substring(slash + 1));
        String userInfo = at < 0 ? "" : authority.substring(0, at);
        String hosts = at < 0 ? authority : authority.substring(at + 1);
        int colon = userInfo.indexOf(':');
        String user = decode(colon < 0 ? userInfo : userInfo.substring(0, colon));
        String password = colon < 0 ? "" : decode(userInfo.substring(colon + 1));

        Map<String, String> options = options(query);
        user = or(options.remove("user"), user);
        password = or(options.remove("password"), password);
        hosts = or(options.remove("host"), hosts);
        if (user.isEmpty()) {
            throw DatabaseAddress.fault("the user is missing: postgresql://user:password@host:5432/name");
        }
        if (name.isEmpty()) {
            name = user;
        }
        if (hosts.isEmpty()) {
            hosts = "localhost";
        }
        for (String host : hosts.split(",", -1)) {
            checkHost(host);
        }
        // JSON goes in as text (setString): the server infers the type.
        requireSslMode(options);
        options.put("stringtype", "unspecified");
        options.putIfAbsent("ApplicationName", "FastSMTP");
        StringBuilder jdbc = new StringBuilder("jdbc:postgresql://" + hosts + "/" + encode(name));
        char separator = '?';
        for (Map.Entry<String, String> option : options.entrySet()) {
            jdbc.append(separator).append(option.getKey()).append('=').append(encode(option.getValue()));
            separator = '&';
        }
        return new DatabaseAddress(DatabaseAddress.Kind.POSTGRESQL, jdbc.toString(), user, password);
    }

    private static Map<String, String> options(String query) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                throw DatabaseAddress.fault("behind ? only name=value pairs joined with & may stand");
            }
            String name = decode(pair.substring(0, equals));
            String value = decode(pair.substring(equals + 1));
            if (!name.matches("[A-Za-z][A-Za-z0-9_.-]*")) {
                throw DatabaseAddress.fault("behind ? stands a name of another form than letters and digits");
            }
            switch (name) {
                // pgJDBC has a boolean ssl of its own: sslmode says the same and more.
                case "ssl", "sslmode" -> options.put("sslmode", SSL.getOrDefault(value, value));
                case "application_name" -> options.put("ApplicationName", value);
                case "timeout", "connect_timeout" -> options.put("connectTimeout", value);
                default -> {
                    if (!PYTHON.contains(name)) {
                        options.put(name, value);
                    }
                }
            }
        }
        return options;
    }

    private static void requireSslMode(Map<String, String> options) {
        String mode = options.getOrDefault("sslmode", "prefer");
        if (!List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full")
                .contains(mode)) {
            throw DatabaseAddress.fault("ssl is one of disable, allow, prefer, require, verify-ca, verify-full");
        }
    }

    private static void checkHost(String host) {
        boolean bracketed = host.startsWith("[");
        int end = bracketed ? host.indexOf(']') + 1 : Math.max(host.indexOf(':'), -1);
        String port = "";
        if (bracketed && end > 0 && end < host.length()) {
            port = host.substring(end + 1);
        } else if (!bracketed && end >= 0) {
            port = host.substring(end + 1);
        }
        boolean hasPort = bracketed ? end < host.length() : end >= 0;
        boolean portIsNumber =
                port.matches("\\d{1,5}") && Integer.parseInt(port) >= 1 && Integer.parseInt(port) <= 65_535;
        if (host.isEmpty() || (bracketed && end == 0) || (hasPort && !portIsNumber) || host.matches(".*[\\s/@?#%].*")) {
            throw DatabaseAddress.fault("host or port is malformed: postgresql://user:password@host:5432/name");
        }
    }

    private static String or(String first, String second) {
        return first == null ? second : first;
    }

    /** Percent-decoding; a plus stays a plus, as in every URL outside of forms. */
    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw DatabaseAddress.fault("a % is not followed by two hexadecimal digits; write %25 for the sign itself");
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
