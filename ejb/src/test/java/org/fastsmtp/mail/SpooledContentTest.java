package org.fastsmtp.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.fastsmtp.smtp.Content;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpooledContentTest {
    @TempDir
    Path directory;

    private SpooledContent of(byte[] octets) throws IOException {
        SpooledContent content = new SpooledContent(directory);
        try (OutputStream sink = content.sink()) {
            sink.write(octets[0]);
            for (int at = 1; at < octets.length; at += 10_000) {
                sink.write(octets, at, Math.min(10_000, octets.length - at));
            }
        }
        return content;
    }

    private long files() throws IOException {
        try (Stream<Path> found = Files.list(directory)) {
            return found.count();
        }
    }

    private void isWhole(int size, int files) throws IOException {
        byte[] octets = new byte[size];
        new Random(1).nextBytes(octets);
        try (SpooledContent content = of(octets)) {
            assertThat(files()).isEqualTo(files);
            for (int look = 0; look < 2; look++) {
                try (InputStream whole = content.open()) {
                    assertThat(whole.readAllBytes()).isEqualTo(octets);
                }
            }
            Content tail = content.from(7);
            try (InputStream rest = tail.open()) {
                assertThat(rest.readAllBytes()).isEqualTo(Arrays.copyOfRange(octets, 7, size));
            }
            assertThat(content.size()).isEqualTo(size);
            assertThat(tail.size()).isEqualTo(size - 7);
        }
        assertThat(files()).isZero();
    }

    @Test
    void a_small_body_is_in_memory() throws IOException {
        isWhole(262_144, 0);
    }

    @Test
    void a_large_body_is_in_a_file_that_goes_away() throws IOException {
        isWhole(262_145, 1);
        isWhole(3_000_000, 1);
    }
}
