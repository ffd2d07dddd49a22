package org.fastsmtp.operations;

import java.util.Objects;
import java.util.Optional;
import org.fastsmtp.broker.QueueFigures;

/**
 * A stage by its message-driven bean and its queue. Pausing stops the bean's delivery on this node, as {@code stop-delivery} of JBoss CLI does;
 * nothing is written to the configuration, so a restart resumes.
 */
final class Stage implements StageMXBean {
    private final Management management;
    private final String consumer;
    private final QueueFigures queues;
    private final Optional<String> queue;

    /** @param queue that it takes its work from; none: intake, whose work comes from the network */
    Stage(Management management, QueueFigures queues, String consumer, Optional<String> queue) {
        this.management = Objects.requireNonNull(management);
        this.consumer = Management.consumer(consumer);
        this.queues = Objects.requireNonNull(queues);
        this.queue = Objects.requireNonNull(queue);
    }

    @Override
    public long getDepth() {
        return queue.isEmpty()
                ? management.number(Management.SMTP_LISTENER, "Sessions").orElse(-1)
                : number(QueueFigures.Figure.MESSAGES);
    }

    @Override
    public long getDelivering() {
        return number(QueueFigures.Figure.DELIVERING);
    }

    @Override
    public long getAdded() {
        return queue.isEmpty()
                ? management.number(Management.SMTP_LISTENER, "MailsAccepted").orElse(-1)
                : number(QueueFigures.Figure.ADDED);
    }

    @Override
    public boolean isPaused() {
        return !management.flag(consumer, "deliveryActive").orElse(false);
    }

    @Override
    public void pause() {
        management.invoke(consumer, "stopDelivery");
    }

    @Override
    public void resume() {
        management.invoke(consumer, "startDelivery");
    }

    private long number(QueueFigures.Figure figure) {
        return queue.isEmpty() ? -1 : queues.figure(queue.get(), figure).orElse(-1);
    }
}
