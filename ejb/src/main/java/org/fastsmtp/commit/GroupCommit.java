package org.fastsmtp.commit;

import java.sql.SQLException;
import java.util.Objects;
import javax.sql.DataSource;

/**
 * Stores items of one kind, each durably, many in one transaction ({@link Committer}).
 *
 * <p>Must be called outside a JTA transaction: it commits by itself.
 *
 * @param <T> what is stored
 */
public final class GroupCommit<T> {
    private final Committer committer;
    private final BatchWriter<Object> writer;

    /** With transactions of its own. */
    public GroupCommit(DataSource database, BatchWriter<T> writer) {
        this(new Committer(database), writer);
    }

    /** In the transactions of others. */
    @SuppressWarnings("unchecked") // a committer gives a writer only what came with it
    public GroupCommit(Committer committer, BatchWriter<T> writer) {
        this.committer = Objects.requireNonNull(committer);
        this.writer = (BatchWriter<Object>) Objects.requireNonNull(writer);
    }

    /**
     * Returns when the item is durably committed. An interrupt does not end the wait (the item may be in a commit already); it is kept.
     *
     * @throws SQLException the item is not stored, or it is unknown whether it is (the connection broke during the commit): do it again,
     *     and let a unique row or a condition make the repetition harmless
     */
    public void commit(T item) throws SQLException {
        committer.commit(writer, item);
    }
}
