package org.fastsmtp.intake;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.concurrent.Callable;

/** Suspends the caller's transaction: the database then commits by itself, before the queue does (ADR 3). */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class OutsideTransaction {
    public <T> T call(Callable<T> work) throws Exception {
        return work.call();
    }
}
