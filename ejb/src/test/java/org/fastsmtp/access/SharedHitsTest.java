package org.fastsmtp.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.fastsmtp.access.Hits.Forgets;
import org.fastsmtp.schema.TestDatabase;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

class SharedHitsTest extends HitsContract {
    private final DataSource database = TestDatabase.fresh();

    @Override
    Hits hits() {
        return new SharedHits(database, clock);
    }

    @Test
    void counts_what_all_nodes_see() {
        Hits here = hits();
        Hits there = hits();

        here.count("a", Forgets.AFTER_THE_WINDOW);
        assertThat(there.count("a", Forgets.AFTER_THE_WINDOW).count()).isEqualTo(2);
        assertThat(here.count("a", Forgets.AFTER_THE_WINDOW).count()).isEqualTo(3);
    }

    @Test
    void loses_no_hit_when_nodes_count_at_once() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> nodes = new ArrayList<>();
            for (int node = 0; node < 4; node++) {
                Hits hits = hits();
                nodes.add(threads.submit(() -> {
                    for (int i = 0; i < 25; i++) {
                        hits.count("a", Forgets.AFTER_THE_WINDOW);
                    }
                }));
            }
            for (Future<?> node : nodes) {
                node.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(hits().count("a", Forgets.AFTER_THE_WINDOW).count()).isEqualTo(101);
    }

    @Test
    void takes_any_name() {
        assertThat(hits().count("\u0000" + "x".repeat(5000), Forgets.AFTER_QUIET)
                        .count())
                .isEqualTo(1);
    }

    @Test
    void counts_alone_while_the_database_is_away() throws SQLException {
        JdbcDataSource nowhere = new JdbcDataSource();
        nowhere.setURL("jdbc:h2:tcp://127.0.0.1:1/none");
        Hits hits = new SharedHits(nowhere, clock);

        assertThat(hits.count("a", Forgets.AFTER_THE_WINDOW).count()).isEqualTo(1);
        assertThat(hits.count("a", Forgets.AFTER_THE_WINDOW).count()).isEqualTo(2);
    }
}
