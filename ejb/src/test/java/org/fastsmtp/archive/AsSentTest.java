package org.fastsmtp.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.fastsmtp.smtp.Content;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AsSentTest {
    @ParameterizedTest
    @CsvSource({
        "'Received: from a~ by b;~\tdate~Subject: x~~body~','Subject: x~~body~'",
        "'Received: ours~Received: theirs~ by c~~','Received: theirs~ by c~~'",
        "'Received: ours~~body','~body'",
        "'Subject: no trace~~','Subject: no trace~~'",
        "'Received: never ends','Received: never ends'",
        "'',''",
    })
    void our_own_field_is_gone_and_nothing_else(String stored, String sent) throws IOException {
        AsSent content = AsSent.of(content(stored.replace("~", "\r\n")));

        byte[] octets;
        try (InputStream in = content.open()) {
            octets = in.readAllBytes();
        }
        assertThat(new String(octets, StandardCharsets.UTF_8)).isEqualTo(sent.replace("~", "\r\n"));
        assertThat(content.size()).isEqualTo(octets.length);
    }

    private static Content content(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        return new Content() {
            @Override
            public long size() {
                return octets.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(octets);
            }
        };
    }
}
