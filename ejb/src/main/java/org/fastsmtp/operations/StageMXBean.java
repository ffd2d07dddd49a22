package org.fastsmtp.operations;

import org.fastsmtp.mxbean.Described;

/** One stage of the path of a mail, {@code org.fastsmtp:type=Stage,name=intake|understand|deliver}. */
@Described("A stage of the path of a mail: its queue, and whether it works")
public interface StageMXBean {
    @Described(
            value = "Messages that wait for this stage or are under way in it; -1 when nobody knows",
            units = "messages")
    long getDepth();

    @Described(value = "Messages under way; -1 when nobody knows", units = "messages")
    long getDelivering();

    @Described(value = "Messages taken in since the broker started; -1 when nobody knows", units = "messages")
    long getAdded();

    @Described("Whether the stage is paused: what comes waits in front of it")
    boolean isPaused();

    @Described(
            "Takes no more work until resume or restart; what is under way ends. Pausing intake closes the SMTP ports")
    void pause();

    @Described("Works again")
    void resume();
}
