package org.fastsmtp.operations;

import java.util.List;
import org.fastsmtp.mxbean.Described;

/** Dead letters, {@code org.fastsmtp:type=DeadLetters,name=all}. Every call asks the database. */
@Described("What was given up: deliveries, and messages of queues that could not be processed")
public interface DeadLettersMXBean {
    @Described(value = "Deliveries given up that nobody has redriven or cancelled", units = "deliveries")
    long getDeliveries();

    @Described(
            value = "Messages of queues that could not be processed and that nobody has redriven or cancelled",
            units = "messages")
    long getMessages();

    @Described("The last that died first, a line each: id, kind, when, endpoint or queue, reason")
    List<String> list(int most);

    @Described("One with its history: state, reason, a line for each attempt")
    List<String> inspect(String id);

    @Described("Gives one another life; false when there is none that can have it")
    boolean redrive(String id);

    @Described("Nothing more is wanted of this one; false when it is no dead letter")
    boolean cancel(String id);

    @Described(
            "Gives many another life by the job redrive; parameters as name=value separated by blanks or commas, e.g. endpoint=https://example.com/hook since=6h dry-run=true. Returns the execution id")
    long redriveAll(String parameters);
}
