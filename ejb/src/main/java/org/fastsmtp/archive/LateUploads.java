package org.fastsmtp.archive;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.fastsmtp.message.Attachment;
import org.fastsmtp.message.MessageParser;
import org.fastsmtp.smtp.Content;

/**
 * Uploads what was announced and is not in the store: because it was down at the attempt, because the mail was held or dropped, because
 * this node ended in between. Several nodes doing the same write the same.
 */
public final class LateUploads {
    /** Younger ones belong to an attempt under way. */
    private static final Duration AGE = Duration.ofMinutes(2);

    private static final int MOST = 100;

    private final Archive archive;
    private final ObjectRows rows;
    private final MailRows mails;
    private final MessageParser parser;
    private final Clock clock;

    public LateUploads(Archive archive, DataSource database, MessageParser parser, Clock clock) {
        this.archive = Objects.requireNonNull(archive);
        this.rows = new ObjectRows(database);
        this.mails = new MailRows(database);
        this.parser = Objects.requireNonNull(parser);
        this.clock = Objects.requireNonNull(clock);
    }

    /** Ends when nothing waits, or when the store does not answer. What it refuses is passed over until the next run. */
    public void run() throws SQLException, IOException {
        if (archive.store().isEmpty()) {
            return;
        }
        List<ObjectRows.Waiting> waiting;
        int refused = 0;
        do {
            waiting = rows.waiting(clock.instant().minus(AGE), refused, MOST);
            for (ObjectRows.Waiting one : waiting) {
                refused += bring(one) ? 0 : 1;
                if (archive.store().get().isResting()) {
                    return;
                }
            }
        } while (waiting.size() == MOST);
    }

    private boolean bring(ObjectRows.Waiting one) throws SQLException, IOException {
        List<StoredObject> objects = rows.of(one.mailId(), one.domainId());
        Content content = mails.content(one.mailId());
        List<Attachment> attachments = parser.parse(content, one.mailId()).attachments();
        return archive.upload(content, attachments, objects).stream().allMatch(StoredObject::isStored);
    }
}
