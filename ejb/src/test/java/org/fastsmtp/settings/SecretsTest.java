package org.fastsmtp.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    private final Secrets secrets = new Secrets("a master key");

    @Test
    void opens_what_it_sealed_and_never_seals_alike() {
        String once = secrets.seal("Bearer ü");

        assertThat(secrets.open(once)).isEqualTo("Bearer ü");
        assertThat(secrets.seal("Bearer ü")).isNotEqualTo(once);
    }

    @Test
    void opens_nothing_of_another_key_and_nothing_changed() {
        String sealed = secrets.seal("x");

        assertThatThrownBy(() -> new Secrets("another").open(sealed)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> secrets.open("AAAA" + sealed.substring(4))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> secrets.open("AAAA")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void makes_a_key_once_for_its_owner_alone(@TempDir Path folder) throws Exception {
        Settings settings =
                Settings.of(Map.of("data_dir", folder.resolve("data").toString()));
        String sealed = Secrets.of(settings).seal("x");

        assertThat(Secrets.of(settings).open(sealed)).isEqualTo("x");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve("data").resolve("encryption.key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void the_setting_comes_before_the_file(@TempDir Path folder) {
        Settings settings = Settings.of(Map.of("data_dir", folder.toString(), "encryption_key", "a master key"));

        assertThat(Secrets.of(settings).digest("k")).isEqualTo(secrets.digest("k"));
        assertThat(folder.resolve("encryption.key")).doesNotExist();
    }
}
