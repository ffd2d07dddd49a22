package org.fastsmtp.retention;

import java.util.Objects;

/**
 * How far a step of an execution has come, as the batch repository knows it: since its last checkpoint.
 *
 * @param status batch status
 * @param read items, of a step that works in chunks; else zero
 */
public record JobStep(String name, String status, long read, long written) {
    public JobStep {
        Objects.requireNonNull(name);
        Objects.requireNonNull(status);
    }
}
