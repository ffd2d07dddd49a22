package org.fastsmtp.benchmarks;

import java.util.Locale;

/** What a run prints: a line for each figure. */
final class Table {
    private Table() {}

    static void show(String what, double value) {
        System.out.printf(Locale.ROOT, "%-70s %10.2f%n", what, value);
    }
}
