package org.fastsmtp.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DecisionTest {
    @Test
    void survives_json() {
        Effect effect = new Effect(Action.TAG, Optional.of("https://a.example/"), List.of("x"), true);
        Match match = new Match(
                UUID.randomUUID(), UUID.randomUUID(), Optional.of("nice"), "subject", "equals", "Hi \"you\"", effect);
        Match unnamed = new Match(
                UUID.randomUUID(),
                UUID.randomUUID(),
                Optional.empty(),
                "body",
                "exists",
                "",
                new Effect(Action.DROP, Optional.empty(), List.of(), false));
        Decision decision = new Decision(
                Action.QUARANTINE, List.of("x", "y"), Optional.empty(), true, List.of(match, unnamed), 2, 1L << 40);

        assertThat(Decision.fromJson(decision.toJson())).isEqualTo(decision);
    }

    @Test
    void leaves_foreign_keys_alone() {
        Decision decision = Decision.forward(3);

        assertThat(Decision.fromJson(Json.createObjectBuilder(decision.toJson())
                        .add("archive", "wanted")
                        .build()))
                .isEqualTo(decision);
    }

    @Test
    void is_never_a_tag() {
        assertThatThrownBy(() -> new Decision(Action.TAG, List.of(), Optional.empty(), false, List.of(), 0, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_value_seen_is_cut_between_characters() {
        assertThat(Match.cut("x".repeat(199) + "\ud83d\ude00")).isEqualTo("x".repeat(199));
        assertThat(Match.cut("x".repeat(198) + "\ud83d\ude00")).hasSize(200);
        assertThat(Match.cut("x".repeat(500))).hasSize(200);
    }
}
