package org.fastsmtp.retention;

import jakarta.batch.api.chunk.AbstractItemReader;
import jakarta.batch.runtime.context.JobContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.fastsmtp.delivery.DeadDeliveries;

/** Ids of dead deliveries in their order; the checkpoint is the last one handed out. */
@Named
@Dependent
public class RedriveReader extends AbstractItemReader {
    /** Ids are small, and each page costs a look at all that are dead. */
    private static final int PAGE = 10_000;

    private final JobContext job;
    private final DataSource database;
    private final Clock clock;
    private final Deque<UUID> page = new ArrayDeque<>();
    private Optional<UUID> last = Optional.empty();
    private boolean isAtEnd;

    @Inject
    public RedriveReader(JobContext job, DataSource database, Clock clock) {
        this.job = job;
        this.database = database;
        this.clock = clock;
    }

    @Override
    public void open(Serializable checkpoint) {
        last = Optional.ofNullable((UUID) checkpoint);
    }

    /** Null is the end, as Jakarta Batch wants it. */
    @Override
    public Object readItem() throws SQLException {
        RedriveOrder order = ((RedriveRun) job.getTransientUserData()).order();
        if (page.isEmpty() && !isAtEnd && order.filter().hasDeliveries() && !order.isDryRun()) {
            try (Connection connection = database.getConnection()) {
                page.addAll(new DeadDeliveries(order.filter(), clock).next(connection, last, PAGE));
            }
            isAtEnd = page.size() < PAGE;
        }
        UUID next = page.poll();
        last = Optional.ofNullable(next).or(() -> last);
        return next;
    }

    @Override
    public Serializable checkpointInfo() {
        return last.orElse(null);
    }
}
