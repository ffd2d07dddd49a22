package org.fastsmtp.retention;

import java.time.Instant;

/**
 * An execution that is under way somewhere in the cluster.
 *
 * @param node whose repository knows it
 * @param id of the execution, unique on its node
 * @param isStopping somebody asked it to stop after its chunk
 */
public record RunningJob(String node, long id, String job, Instant started, boolean isStopping) {}
