package org.fastsmtp.webhook;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fastsmtp.message.Header;

/** The header fields in their two forms. Where room is short, long values are cut first, then the last fields are left out. */
final class PayloadHeaders {
    private static final String LIST_KEYS = "{'name':,'value':'','raw':''},";

    private PayloadHeaders() {}

    /** One value for each name; of repeated ones the last (CONTRACT section 3.1). */
    static PayloadEntry map(List<Header> headers) {
        Map<String, String> values = new LinkedHashMap<>();
        headers.forEach(header -> values.put(header.name(), header.decoded()));
        return new PayloadEntry("headers", 2, 2, 2, (json, room) -> {
            List<String> names = List.copyOf(values.keySet());
            long[] fixed = names.stream()
                    .mapToLong(name -> PayloadJson.length(name) + ":'',".length())
                    .toArray();
            long[] needs = values.values().stream()
                    .mapToLong(value -> PayloadJson.length(value) - 2)
                    .toArray();
            long[] shares = PayloadShares.fitting(fixed, needs, room - 2);
            boolean whole = shares.length == needs.length;
            json.open('{');
            for (int i = 0; i < shares.length; i++) {
                json.key(names.get(i));
                whole &= json.text(values.getOrDefault(names.get(i), ""), shares[i] + 2);
            }
            json.close('}');
            return whole;
        });
    }

    /** All of them in order, decoded and raw. */
    static PayloadEntry list(List<Header> headers) {
        return new PayloadEntry("headers_list", 2, 1, 2, (json, room) -> {
            long[] fixed = headers.stream()
                    .mapToLong(header -> PayloadJson.length(header.name()) + LIST_KEYS.length())
                    .toArray();
            long[] needs = headers.stream()
                    .mapToLong(header -> PayloadJson.length(header.decoded()) + PayloadJson.length(header.raw()) - 4)
                    .toArray();
            long[] shares = PayloadShares.fitting(fixed, needs, room - 2);
            boolean whole = shares.length == needs.length;
            json.open('[');
            for (int i = 0; i < shares.length; i++) {
                Header header = headers.get(i);
                long[] both = {PayloadJson.length(header.decoded()) - 2, PayloadJson.length(header.raw()) - 2};
                long[] parts = PayloadShares.divide(both, shares[i]);
                json.open('{');
                json.key("name");
                json.text(header.name());
                json.key("value");
                whole &= json.text(header.decoded(), parts[0] + 2);
                json.key("raw");
                whole &= json.text(header.raw(), parts[1] + 2);
                json.close('}');
            }
            json.close(']');
            return whole;
        });
    }
}
