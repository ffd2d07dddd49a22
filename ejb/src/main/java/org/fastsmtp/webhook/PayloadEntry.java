package org.fastsmtp.webhook;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.util.List;
import java.util.Optional;

/**
 * One key of a payload and how its value is written into little room.
 *
 * @param rank who is served first when there is not room for all: 0 what the receiver knows the delivery by, 1 addresses and subject,
 *     2 the rest
 * @param weight its part of its rank's room
 * @param least serialised length of the value when there is no room
 */
record PayloadEntry(String key, int rank, int weight, int least, Value value) {
    /** Writes a value into {@code room} octets, at least {@code least} of which there are; false when it was cut. */
    @FunctionalInterface
    interface Value {
        boolean write(PayloadJson json, long room) throws IOException;
    }

    /** A text that may be long. */
    @FunctionalInterface
    interface Source {
        Reader open() throws IOException;
    }

    /** Never cut: only for values whose length is bounded. */
    static PayloadEntry fixed(String key, String json) {
        return new PayloadEntry(key, 0, 1, json.length(), (out, room) -> {
            out.literal(json);
            return true;
        });
    }

    static PayloadEntry text(String key, int rank, String text) {
        return new PayloadEntry(key, rank, 1, 2, (json, room) -> json.text(text, room));
    }

    /** {@code null} when there is none, or no room. */
    static PayloadEntry text(String key, int rank, Optional<String> text) {
        return new PayloadEntry(key, rank, 1, 4, (json, room) -> {
            if (text.isPresent()) {
                return json.text(text.get(), room);
            }
            json.literal("null");
            return true;
        });
    }

    static PayloadEntry text(String key, int weight, Source source) {
        return new PayloadEntry(key, 2, weight, 2, (json, room) -> {
            try (Reader reader = source.open()) {
                return json.text(reader, room);
            }
        });
    }

    /** As many whole elements as there is room for: half an address would be another one's. */
    static PayloadEntry list(String key, int rank, List<String> texts) {
        return new PayloadEntry(key, rank, 1, 2, (json, room) -> {
            json.open('[');
            long left = room - 2;
            boolean whole = true;
            for (int i = 0; i < texts.size(); i++) {
                String text = texts.get(i);
                long need = PayloadJson.length(text) + (i == 0 ? 0 : 1);
                whole = need <= left;
                if (!whole) {
                    break;
                }
                json.text(text);
                left -= need;
            }
            json.close(']');
            return whole;
        });
    }

    /** All or {@code null}. */
    static PayloadEntry object(String key, int rank, Optional<JsonObject> object) {
        return new PayloadEntry(key, rank, 1, 4, (json, room) -> {
            boolean fits = object.isPresent() && room >= serialised(object.get());
            if (fits) {
                json.value(object.get());
            } else {
                json.literal("null");
            }
            return fits || object.isEmpty();
        });
    }

    /** Octets of the whole value, or more than {@code bound}. */
    long need(long bound) throws IOException {
        PayloadJson counted = new PayloadJson(OutputStream.nullOutputStream(), bound);
        value.write(counted, PayloadJson.UNBOUNDED);
        return counted.written();
    }

    /** What the key costs before its value, the comma included. */
    int overhead() {
        return key.length() + 4;
    }

    private static long serialised(JsonObject object) throws IOException {
        PayloadJson counted = new PayloadJson(OutputStream.nullOutputStream(), PayloadJson.UNBOUNDED);
        counted.value(object);
        return counted.written();
    }
}
