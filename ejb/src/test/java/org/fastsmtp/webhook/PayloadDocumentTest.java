package org.fastsmtp.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PayloadDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/payload.md");
    private static final Pattern EXAMPLE = Pattern.compile("(?s)```json\n(.*?)```");

    /** A whole payload first, then attachments and the archived mail. */
    private static List<JsonObject> examples() throws IOException {
        List<JsonObject> examples = new ArrayList<>();
        Matcher example = EXAMPLE.matcher(Files.readString(DOCUMENT));
        while (example.find()) {
            examples.add(PayloadSchemaCheck.read(example.group(1)));
        }
        return examples;
    }

    @Test
    void every_example_satisfies_the_schema() throws IOException {
        List<JsonObject> examples = examples();
        JsonObject payload = examples.get(0);
        assertThat(PayloadSchemaCheck.faults(payload)).isEmpty();
        for (JsonObject part : examples.subList(1, examples.size())) {
            boolean isAttachment = part.containsKey("filename");
            JsonValue value = isAttachment ? Json.createArrayBuilder().add(part).build() : part;
            JsonObject whole = Json.createObjectBuilder(payload)
                    .add(isAttachment ? "attachments" : "raw_message", value)
                    .build();
            assertThat(PayloadSchemaCheck.faults(whole)).isEmpty();
        }
    }

    @Test
    void each_key_of_the_schema_is_documented_and_has_an_example() throws IOException {
        String text = Files.readString(DOCUMENT);
        Set<String> shown = new TreeSet<>(Set.of("raw_message"));
        for (JsonObject example : examples()) {
            keys(example, shown);
        }
        JsonObject schema = PayloadSchemaCheck.read(PayloadSchema.text());
        assertThat(shown).containsAll(schema.getJsonObject("properties").keySet());
        assertThat(schema.getJsonObject("properties").keySet())
                .allSatisfy(key -> assertThat(text).contains('`' + key + '`'));
        schema.getJsonObject("$defs").forEach((name, described) -> {
            JsonObject properties = described.asJsonObject().getJsonObject("properties");
            if (properties != null) {
                assertThat(shown).as(name).containsAll(properties.keySet());
            }
        });
    }

    private static void keys(JsonStructure value, Set<String> found) {
        Collection<? extends JsonValue> inner =
                value instanceof JsonArray array ? array : value.asJsonObject().values();
        if (value instanceof JsonObject object) {
            found.addAll(object.keySet());
        }
        for (JsonValue one : inner) {
            if (one instanceof JsonStructure structure) {
                keys(structure, found);
            }
        }
    }
}
