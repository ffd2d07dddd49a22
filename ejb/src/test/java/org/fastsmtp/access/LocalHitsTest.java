package org.fastsmtp.access;

class LocalHitsTest extends HitsContract {
    @Override
    Hits hits() {
        return new LocalHits(clock);
    }
}
