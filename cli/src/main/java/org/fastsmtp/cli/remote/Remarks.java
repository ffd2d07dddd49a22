package org.fastsmtp.cli.remote;

/** Options of the original that its server never stored: accepted, so that scripts go on working, and said, so that nobody relies on them. */
final class Remarks {
    private Remarks() {}

    static void unkept(Session session, boolean given, String option) {
        if (given) {
            session.console().err().println("Note: the server keeps no " + option + "; it was not sent");
        }
    }
}
