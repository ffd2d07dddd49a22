package org.fastsmtp.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.fastsmtp.MovingClock;
import org.fastsmtp.access.Hits.Forgets;
import org.junit.jupiter.api.Test;

/** What counts hits does so. */
abstract class HitsContract {
    final MovingClock clock = new MovingClock();

    abstract Hits hits();

    @Test
    void counts_each_bucket_by_itself() {
        Hits hits = hits();

        assertThat(hits.count("a", Forgets.AFTER_THE_WINDOW).count()).isEqualTo(1);
        assertThat(hits.count("a", Forgets.AFTER_THE_WINDOW).count()).isEqualTo(2);
        assertThat(hits.count("b", Forgets.AFTER_THE_WINDOW).count()).isEqualTo(1);
    }

    @Test
    void starts_anew_a_minute_after_the_first() {
        Hits hits = hits();
        Instant end = hits.count("a", Forgets.AFTER_THE_WINDOW).until();
        clock.advance(Duration.ofSeconds(59));
        assertThat(hits.count("a", Forgets.AFTER_THE_WINDOW)).isEqualTo(new Hits.Hit(2, end));

        clock.advance(Duration.ofSeconds(1));
        assertThat(hits.count("a", Forgets.AFTER_THE_WINDOW)).isEqualTo(new Hits.Hit(1, end.plusSeconds(60)));
    }

    @Test
    void starts_anew_only_after_a_quiet_minute_where_that_is_asked() {
        Hits hits = hits();
        for (int i = 1; i <= 5; i++) {
            assertThat(hits.count("a", Forgets.AFTER_QUIET).count()).isEqualTo(i);
            clock.advance(Duration.ofSeconds(59));
        }

        clock.advance(Duration.ofSeconds(1));
        assertThat(hits.count("a", Forgets.AFTER_QUIET).count()).isEqualTo(1);
    }
}
