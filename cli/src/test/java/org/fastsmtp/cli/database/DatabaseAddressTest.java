package org.fastsmtp.cli.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.fastsmtp.settings.InvalidSettingException;
import org.fastsmtp.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseAddressTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "postgresql+asyncpg://fastsmtp:fastsmtp@localhost:5432/fastsmtp|//localhost:5432/fastsmtp?|fastsmtp|fastsmtp",
                "postgresql://u:p@db/mail|//db/mail?|u|p",
                "postgres://u:p@db/mail|//db/mail?|u|p",
                "postgresql+psycopg2://u@db/mail|//db/mail?|u|''",
                "postgresql://u:p%40%2F%3A%25@db/mail|//db/mail?|u|p@/:%",
                "postgresql://u:p+q@db/mail|//db/mail?|u|p+q",
                "postgresql://u:p@q@db/mail|//db/mail?|u|p@q",
                "postgresql://us%20er:p@db/my%20mail|//db/my%20mail?|us er|p",
                "postgresql://u:p@[::1]:5433/mail|//[::1]:5433/mail?|u|p",
                "postgresql://u:p@a:5432,b:5433/mail|//a:5432,b:5433/mail?|u|p",
                "postgresql://u:p@db|//db/u?|u|p",
                "postgresql:///mail?host=db&user=u&password=p|//db/mail?|u|p",
                "jdbc:postgresql://db:5432/mail?user=u&password=p|//db:5432/mail?|u|p",
                "postgresql+asyncpg://u:p@db/mail?ssl=require|sslmode=require|u|p",
                "postgresql+asyncpg://u:p@db/mail?ssl=true|sslmode=require|u|p",
                "postgresql+asyncpg://u:p@db/mail?ssl=disable|sslmode=disable|u|p",
                "postgresql://u:p@db/mail?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem|sslrootcert=%2Fetc%2Fca.pem|u|p"
            })
    void every_form_is_understood(String url, String part, String user, String password) {
        DatabaseAddress address = DatabaseAddress.parse(url);

        assertThat(address.kind()).isEqualTo(DatabaseAddress.Kind.POSTGRESQL);
        assertThat(address.jdbcUrl())
                .startsWith("jdbc:postgresql://")
                .contains(part)
                .contains("stringtype=unspecified");
        assertThat(address.user()).isEqualTo(user);
        assertThat(address.password()).isEqualTo(password);
        assertThat(address.jdbcUrl()).doesNotContain("password");
        assertThat(address.toString()).doesNotContain("password");
    }

    @Test
    void options_of_the_originals_driver_are_left_out() {
        assertThat(DatabaseAddress.parse(
                                "postgresql+asyncpg://u:p@db/m?prepared_statement_cache_size=0&command_timeout=5")
                        .jdbcUrl())
                .doesNotContain("prepared_statement")
                .doesNotContain("command_timeout");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "sqlite:///file",
                "postgresql://:pw5@db/x",
                "postgresql://u:pw5@db:0/x",
                "postgresql://u:pw5@db:port/x",
                "postgresql://u:pw5@db:99999/x",
                "postgresql://u:pw5@/x?ssl=maybe",
                "postgresql://u:pw5%zz@db/x",
                "postgresql://u:pw5@db/x?novalue",
                "postgresql://u:pw5@[::1/x",
                "jdbc:h2:file:/tmp/x",
                "mysql+aiomysql://u:pw5@db/x",
                "mariadb://u:pw5@db/x"
            })
    void what_is_malformed_is_named_without_showing_it(String url) {
        assertThatThrownBy(() -> DatabaseAddress.parse(url))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("FASTSMTP_DATABASE_URL: ")
                .hasMessageNotContaining("pw5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql+aiomysql://u:p@db/x", "mariadb://u:p@db/x", "jdbc:mariadb://db/x", "mysql://u@db/x"})
    void mariadb_is_refused_in_clear_words(String url) {
        assertThatThrownBy(() -> DatabaseAddress.parse(url))
                .hasMessageContaining("MariaDB and MySQL are not supported yet");
    }

    @Test
    void absent_is_the_embedded_database_that_survives_a_kill() {
        DatabaseAddress address = DatabaseAddress.of(Settings.of(Map.of()), Path.of("/data"));
        assertThat(address.jdbcUrl())
                .isEqualTo(
                        "jdbc:h2:file:/data/database/fastsmtp;WRITE_DELAY=0;CACHE_SIZE=16384;NON_KEYWORDS=VALUE;DB_CLOSE_ON_EXIT=FALSE");
        assertThat(address.file()).isEqualTo(Path.of("/data/database/fastsmtp.mv.db"));
        assertThatThrownBy(() -> DatabaseAddress.embedded(Path.of("/da;ta"))).hasMessageContaining("semicolon");
    }

    @Test
    void the_password_is_masked_wherever_it_stands() {
        assertThat(DatabaseAddress.masked("postgresql+asyncpg://u:pw5@db/x?ssl=require"))
                .isEqualTo("postgresql+asyncpg://u:********@db/x?ssl=require");
        assertThat(DatabaseAddress.masked("postgresql://u:p@pw5/w@db/x")).doesNotContain("pw5");
        assertThat(DatabaseAddress.masked("jdbc:postgresql://db/x?user=u&password=pw5"))
                .isEqualTo("jdbc:postgresql://db/x?user=u&password=********");
        assertThat(DatabaseAddress.masked("nonsense pw5")).isEqualTo("********");
        assertThat(DatabaseAddress.masked("postgresql://u@db/x")).isEqualTo("postgresql://u@db/x");
    }
}
