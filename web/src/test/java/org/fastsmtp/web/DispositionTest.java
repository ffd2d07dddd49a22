package org.fastsmtp.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DispositionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "report.pdf | attachment; filename=\"report.pdf\"",
                "../../etc/passwd | attachment; filename=\"passwd\"",
                "C:\\\\x\\\\y.exe | attachment; filename=\"y.exe\"",
                ".bashrc | attachment; filename=\"bashrc\"",
                "... | attachment; filename=\"unnamed\"",
                "/ | attachment; filename=\"unnamed\"",
                "a\".txt | attachment; filename=\"a_.txt\"; filename*=UTF-8''a%22.txt",
                "größe.txt | attachment; filename=\"gr__e.txt\"; filename*=UTF-8''gr%C3%B6%C3%9Fe.txt",
            })
    void names_the_file_and_no_path(String given, String header) {
        assertThat(Disposition.attachment(given)).isEqualTo(header);
    }

    @Test
    void lets_no_line_break_and_nothing_invisible_through() {
        assertThat(Disposition.attachment("a\r\nSet-Cookie: b\u202etxt.exe\u0000"))
                .isEqualTo(
                        "attachment; filename=\"aSet-Cookie_ btxt.exe\"; filename*=UTF-8''aSet-Cookie%3A%20btxt.exe");
    }

    @Test
    void cuts_what_no_file_system_takes() {
        assertThat(Disposition.attachment("x".repeat(5000))).hasSize("attachment; filename=\"\"".length() + 150);
    }
}
