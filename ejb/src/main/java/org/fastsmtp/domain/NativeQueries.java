package org.fastsmtp.domain;

import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;

/** Statements in the transaction of an entity manager. */
final class NativeQueries {
    private NativeQueries() {}

    static Changes.Statements<RuntimeException> of(EntityManager rows) {
        return (statement, values) -> {
            Query query = rows.createNativeQuery(statement);
            for (int i = 0; i < values.length; i++) {
                query.setParameter(i + 1, values[i]);
            }
            query.executeUpdate();
        };
    }
}
