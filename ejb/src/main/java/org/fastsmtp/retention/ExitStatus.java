package org.fastsmtp.retention;

import jakarta.batch.runtime.context.JobContext;

/** The first word of a job's exit status, before its counts. */
final class ExitStatus {
    private ExitStatus() {}

    /** At the end of a job its batch status is not final yet. */
    static String word(JobContext job) {
        return switch (job.getBatchStatus()) {
            case FAILED -> "FAILED";
            case STOPPING, STOPPED -> "STOPPED";
            default -> "COMPLETED";
        };
    }
}
