package org.fastsmtp.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.fastsmtp.MovingClock;
import org.fastsmtp.schema.TestDatabase;
import org.junit.jupiter.api.Test;

class NodesTest {
    private final DataSource database = TestDatabase.fresh();
    private final MovingClock clock = new MovingClock();
    private final Nodes a = new Nodes(database, "a", clock);
    private final Nodes b = new Nodes(database, "b", clock);

    @Test
    void who_came_is_counted_and_who_left_is_not() throws SQLException {
        assertThat(a.count()).isEqualTo(1);
        assertThat(b.count()).isEqualTo(2);
        clock.advance(Duration.ofSeconds(6));
        assertThat(a.count()).isEqualTo(2);

        b.leave();
        clock.advance(Duration.ofSeconds(6));
        assertThat(a.count()).isEqualTo(1);
    }

    @Test
    void who_died_is_no_longer_counted_after_a_quarter_of_a_minute() throws SQLException {
        b.count();
        assertThat(a.count()).isEqualTo(2);
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofSeconds(6));
            a.count();
        }
        assertThat(a.count()).isEqualTo(1);
    }
}
