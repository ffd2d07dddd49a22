package org.fastsmtp.broker;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteFiguresTest {
    @Test
    void the_answer_is_an_array_of_one_number() {
        assertThat(RemoteFigures.number("[5]")).hasValue(5);
        assertThat(RemoteFigures.number(" [ 12345678901 ] ")).hasValue(12_345_678_901L);
    }

    /** Without the permission "manage", or of a queue that is not there, the broker answers with a text. */
    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "null", "[]", "[\"AMQ229031: no such resource\"]", "[1, 2]", "[99999999999999999999]"})
    void any_other_answer_is_no_figure(String answer) {
        assertThat(RemoteFigures.number(answer)).isEmpty();
    }
}
