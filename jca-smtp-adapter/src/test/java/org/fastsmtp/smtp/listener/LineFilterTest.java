package org.fastsmtp.smtp.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineFilterTest {
    @TempDir
    static Path spool;

    private final SmtpSettings.Content settings = SmtpSettings.defaults().content();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'..first~'|'.first~'",
                "'.first~'|'first~'",
                "'a~..~b~'|'a~.~b~'",
                "'a~...~'|'a~..~'",
                "'a..~'|'a..~'",
                "'~~~'|'~~~'",
                "''|''",
            })
    void removes_stuffing_wherever_the_buffer_is_cut(String stuffed, String content) throws Exception {
        String wire = stuffed.replace("~", "\r\n") + ".\r\n";
        for (int size = 1; size <= wire.length(); size++) {
            assertThat(filtered(wire + "QUIT", size)).as("buffers of " + size).isEqualTo(content.replace("~", "\r\n"));
        }
    }

    @Test
    void any_content_comes_out_with_crlf_only_whatever_the_cuts() throws Exception {
        Random random = new Random(7);
        char[] letters = {'a', '.', '\r', '\n'};
        for (int round = 0; round < 5000; round++) {
            StringBuilder content = new StringBuilder();
            int length = random.nextInt(12);
            for (int i = 0; i < length; i++) {
                content.append(letters[random.nextInt(letters.length)]);
            }
            String wire = content.toString();
            if (wire.contains("\r\n.\r\n") || wire.startsWith(".\r\n")) {
                continue;
            }
            String whole = filtered("x" + wire + "\r\n.\r\n", 1000);
            assertThat(filtered("x" + wire + "\r\n.\r\n", 1 + random.nextInt(4)))
                    .isEqualTo(whole);
            assertThat(whole.replace("\r\n", "")).doesNotContain("\r", "\n");
        }
    }

    private String filtered(String wire, int size) throws Exception {
        byte[] octets = wire.getBytes(StandardCharsets.ISO_8859_1);
        try (ContentStore store =
                new ContentStore(Spool.open(Optional.of(spool)), 65_536, "mx.example", Optional.empty(), 0)) {
            LineFilter filter = new LineFilter(store, settings, true);
            int position = 0;
            while (!filter.isComplete()) {
                int end = Math.min(octets.length, position + size);
                assertThat(position).isLessThan(end);
                position = filter.take(octets, position, end);
            }
            assertThat(filter.octets()).isEqualTo(position - 3);
            store.complete();
            return new String(store.content(new byte[0]).open().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
