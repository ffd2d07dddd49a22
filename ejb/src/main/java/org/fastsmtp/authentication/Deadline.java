package org.fastsmtp.authentication;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.fastsmtp.authentication.Dns.Answer;
import org.fastsmtp.authentication.Dns.TemporaryFailure;

/** The budget of one mail: waits for answers until it is spent, and then for none. */
final class Deadline {
    private final long end;

    Deadline(Duration budget) {
        end = System.nanoTime() + budget.toNanos();
    }

    <T> Answer<T> await(CompletableFuture<Answer<T>> look) {
        try {
            return look.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return new TemporaryFailure<>("the time for this mail is spent");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new TemporaryFailure<>("interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause()); // a look-up answers, it does not throw
        }
    }
}
