package org.fastsmtp.web;

import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The faults found in one request so far: all are told together. */
final class Faults {
    private final List<Fault> found = new ArrayList<>();

    void add(String type, List<Object> location, String message, JsonValue input, Map<String, JsonValue> context) {
        found.add(new Fault(type, location, message, input, context));
    }

    void add(String type, List<Object> location, String message, JsonValue input) {
        add(type, location, message, input, Map.of());
    }

    /** @throws InvalidRequest when there is any */
    void check() {
        if (!found.isEmpty()) {
            throw new InvalidRequest(found);
        }
    }
}
