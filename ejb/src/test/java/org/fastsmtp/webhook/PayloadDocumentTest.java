package org.fastsmtp.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PayloadDocumentTest {
    private static final Path DOCUMENT = Path.of("../docs/payload.md");

    @Test
    void the_example_satisfies_the_schema() throws IOException {
        String text = Files.readString(DOCUMENT);
        String example = text.substring(text.indexOf("```json") + 7, text.lastIndexOf("```"));
        assertThat(PayloadSchemaCheck.faults(PayloadSchemaCheck.read(example))).isEmpty();
    }

    @Test
    void each_key_of_the_schema_is_documented() throws IOException {
        String text = Files.readString(DOCUMENT);
        JsonObject schema = PayloadSchemaCheck.read(PayloadSchema.text());
        JsonObject attachment = schema.getJsonObject("$defs").getJsonObject("attachment");
        for (JsonObject described : new JsonObject[] {schema, attachment}) {
            for (String key : described.getJsonObject("properties").keySet()) {
                assertThat(text).contains('`' + key + '`');
            }
        }
    }
}
