package org.fastsmtp.operations;

import org.fastsmtp.mxbean.Described;

/** A batch job, {@code org.fastsmtp:type=Job,name=…}. Reading the attributes asks the database. */
@Described("A batch job: its last execution, and how to start and stop it")
public interface JobMXBean {
    @Described("Execution id of the last run, as JBoss CLI and the API call it; -1 when there was none")
    long getLastExecution();

    @Described(
            "Batch status of the last run: STARTING STARTED STOPPING STOPPED FAILED COMPLETED; empty when there was none")
    String getLastStatus();

    @Described("Exit status of the last run with its counts, e.g. COMPLETED:deleted=1234; empty while it runs")
    String getLastExitStatus();

    @Described("When the last run began, ISO 8601; empty when there was none")
    String getLastStarted();

    @Described("When the last run ended, ISO 8601; empty while it runs")
    String getLastEnded();

    @Described("Whether a run is under way, on any node")
    boolean isRunning();

    @Described(
            "When it runs by itself: five fields of cron in UTC, as changed here or in the API or as set; empty: by its interval")
    String getSchedule();

    @Described("The next run by the schedule, ISO 8601; empty when it runs by its interval")
    String getNextRun();

    @Described("Changes the schedule of all nodes, also after a restart; empty: as the settings say")
    void schedule(String cron);

    @Described(
            "Starts a run; parameters as name=value separated by blanks or commas, e.g. older-than=90d dry-run=true. Returns the execution id")
    long start(String parameters);

    @Described("Asks the run to stop after its chunk, on whichever node it is (within 5 s); false when none runs")
    boolean stop();
}
