package org.fastsmtp.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccessTest {
    private static final Configuration FILE = Configuration.EMPTY
            .with("default", new Profile("http://file", Optional.of("k"), 10, true))
            .with("other", new Profile("http://other", Optional.empty(), 20, false));

    private final List<String> warnings = new ArrayList<>();

    private Profile inForce(String named, Map<String, String> environment) {
        return Access.inForce(FILE, Optional.ofNullable(named), environment, warnings::add);
    }

    @Test
    void the_environment_goes_before_the_profile() {
        Profile access = inForce(
                null,
                Map.of(
                        "FSMTP_URL",
                        "http://env",
                        "FSMTP_API_KEY",
                        "e",
                        "FSMTP_TIMEOUT",
                        "1.5",
                        "FSMTP_VERIFY_SSL",
                        "no"));
        assertThat(access).isEqualTo(new Profile("http://env", Optional.of("e"), 1.5, false));
    }

    @Test
    void the_option_goes_before_the_variable_and_the_variable_before_the_default() {
        assertThat(inForce(null, Map.of()).url()).isEqualTo("http://file");
        assertThat(inForce(null, Map.of("FSMTP_PROFILE", "other")).url()).isEqualTo("http://other");
        assertThat(inForce("default", Map.of("FSMTP_PROFILE", "other")).url()).isEqualTo("http://file");
    }

    @Test
    void a_bad_number_is_ignored() {
        for (String bad : new String[] {"x", "", "0", "-1", "NaN", "Infinity"}) {
            assertThat(inForce(null, Map.of("FSMTP_TIMEOUT", bad)).timeout()).isEqualTo(10);
        }
    }

    @Test
    void only_the_words_of_the_contract_switch_verification_off() {
        for (String off : new String[] {"0", "false", "no", "FALSE"}) {
            assertThat(inForce(null, Map.of("FSMTP_VERIFY_SSL", off)).verifySsl())
                    .isFalse();
        }
        assertThat(inForce("other", Map.of("FSMTP_VERIFY_SSL", "1")).verifySsl())
                .isTrue();
        assertThat(inForce("other", Map.of("FSMTP_VERIFY_SSL", "")).verifySsl()).isFalse();
    }

    @Test
    void an_unknown_name_is_the_built_in_profile_with_a_warning() {
        assertThat(inForce("nope", Map.of())).isEqualTo(Profile.DEFAULT);
        assertThat(warnings).hasSize(1);
        assertThat(inForce(null, Map.of())).isNotEqualTo(Profile.DEFAULT);
        assertThat(warnings).hasSize(1);
    }
}
