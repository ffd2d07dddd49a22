package org.fastsmtp.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemsTest {
    @ParameterizedTest
    @ValueSource(strings = {"08001", "08006", "57P01", "90098", "90121"})
    void knows_that_the_database_is_away(String state) {
        assertThat(Problems.isDatabaseAway(new SQLException("x", state))).isTrue();
        assertThat(Problems.isDatabaseAway(new SQLTransientConnectionException("x")))
                .isTrue();
    }

    @Test
    void takes_no_other_failure_for_that() {
        assertThat(Problems.isDatabaseAway(new SQLException("x", "42000"))).isFalse();
        assertThat(Problems.isDatabaseAway(new IllegalStateException("x"))).isFalse();
    }
}
