package org.fastsmtp.cli.remote;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.Locale;
import org.fastsmtp.cli.Failure;

/** The body of an update: only what was given on the command line is in it. */
final class Fields {
    private final JsonObjectBuilder body = Json.createObjectBuilder();
    private boolean any;

    Fields text(String name, String value) {
        if (value != null) {
            body.add(name, value);
            any = true;
        }
        return this;
    }

    Fields number(String name, Integer value) {
        if (value != null) {
            body.add(name, value);
            any = true;
        }
        return this;
    }

    Fields flag(String name, Boolean value) {
        if (value != null) {
            body.add(name, value);
            any = true;
        }
        return this;
    }

    /** true, false, or default for null: the server's own setting. */
    Fields inherited(String name, String value) {
        if (value == null) {
            return this;
        }
        any = true;
        switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> body.add(name, true);
            case "false", "no", "off" -> body.add(name, false);
            case "default" -> body.addNull(name);
            default -> throw Failure.usage("'" + value + "' for " + name + ": write true, false or default");
        }
        return this;
    }

    /** An empty text clears the field. */
    Fields clearable(String name, String value) {
        if (value != null && value.isEmpty()) {
            body.addNull(name);
            any = true;
            return this;
        }
        return text(name, value);
    }

    Fields texts(String name, List<String> values) {
        if (values != null) {
            JsonArrayBuilder array = Json.createArrayBuilder();
            values.forEach(array::add);
            body.add(name, array);
            any = true;
        }
        return this;
    }

    /** {@code Name: value} each, as a JSON object. */
    Fields headers(String name, List<String> lines) {
        if (lines == null) {
            return this;
        }
        JsonObjectBuilder headers = Json.createObjectBuilder();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw Failure.usage("'" + line.substring(0, Math.max(0, line.indexOf(' ') < 0 ? 0 : line.indexOf(' ')))
                        + "…' is no header: write 'Name: value'");
            }
            headers.add(
                    line.substring(0, colon).strip(), line.substring(colon + 1).strip());
        }
        body.add(name, headers);
        any = true;
        return this;
    }

    JsonObjectBuilder body() {
        return body;
    }

    /** @throws Failure when nothing was given: an update that changes nothing is a mistake */
    JsonObjectBuilder change() {
        if (!any) {
            throw Failure.usage("nothing to change was given; see --help");
        }
        return body;
    }
}
