package org.fastsmtp.operations;

import java.sql.SQLException;

/** Asked of the database by a JMX client, who knows no class of ours. */
@FunctionalInterface
interface Question<T> {
    T ask() throws SQLException;

    static <T> T answer(Question<T> question) {
        try {
            return question.ask();
        } catch (SQLException e) {
            throw new IllegalStateException("the database cannot be asked");
        }
    }
}
