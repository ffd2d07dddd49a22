package org.fastsmtp.operations;

import java.util.Objects;
import java.util.Optional;

/**
 * A stage by its message-driven bean and its queue. Pausing stops the bean's delivery on this node, as {@code stop-delivery} of JBoss CLI does;
 * nothing is written to the configuration, so a restart resumes.
 */
final class Stage implements StageMXBean {
    private final Management management;
    private final String consumer;
    private final Optional<String> queue;

    /** @param queue that it takes its work from; none: intake, whose work comes from the network */
    Stage(Management management, String consumer, Optional<String> queue) {
        this.management = Objects.requireNonNull(management);
        this.consumer = Management.consumer(consumer);
        this.queue = queue.map(Management::queue);
    }

    @Override
    public long getDepth() {
        return queue.isEmpty()
                ? management.number(Management.SMTP_LISTENER, "Sessions").orElse(-1)
                : number("messageCount");
    }

    @Override
    public long getDelivering() {
        return number("deliveringCount");
    }

    @Override
    public long getAdded() {
        return queue.isEmpty()
                ? management.number(Management.SMTP_LISTENER, "MailsAccepted").orElse(-1)
                : number("messagesAdded");
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

    private long number(String attribute) {
        return queue.isEmpty() ? -1 : management.number(queue.get(), attribute).orElse(-1);
    }
}
