package org.fastsmtp.retention;

import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.fastsmtp.broker.QueueFigures;

/** Whether mail waits: more messages on the queues than a node works on at once. Of a broker that does not answer nobody can say: then nobody waits. */
final class Backlog implements BooleanSupplier {
    private static final long AT_ONCE = 200;

    private final QueueFigures figures;

    Backlog(QueueFigures figures) {
        this.figures = Objects.requireNonNull(figures);
    }

    @Override
    public boolean getAsBoolean() {
        return count("inbound") + count("delivery") > AT_ONCE;
    }

    private long count(String queue) {
        return figures.figure(queue, QueueFigures.Figure.MESSAGES).orElse(0);
    }
}
