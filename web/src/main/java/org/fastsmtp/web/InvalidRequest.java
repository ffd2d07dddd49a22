package org.fastsmtp.web;

import java.util.List;
import java.util.stream.Collectors;

/** The request says something it may not: 422 with every fault (CONTRACT section 1.1). */
public final class InvalidRequest extends RuntimeException {
    private final List<Fault> faults;

    public InvalidRequest(List<Fault> faults) {
        super(faults.stream().map(Fault::type).collect(Collectors.joining(", ")), null, false, false);
        this.faults = List.copyOf(faults);
    }

    public List<Fault> faults() {
        return faults;
    }
}
