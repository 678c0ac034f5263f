package org.m365siem.spool.ids;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Several sorted walks as one; what occurs in more than one of them comes once. */
final class MergedIds implements SortedIds {
    private final List<SortedIds> sources;
    private final List<SortedIds> live = new ArrayList<>();
    private boolean started;
    private long high;
    private long low;

    /** Closing this closes the sources. */
    MergedIds(List<SortedIds> sources) {
        this.sources = sources;
    }

    @Override
    public boolean next() throws IOException {
        advance();
        if (live.isEmpty()) {
            return false;
        }
        SortedIds least = live.get(0);
        for (int i = 1; i < live.size(); i++) {
            SortedIds other = live.get(i);
            if (SortedIds.compare(other.high(), other.low(), least.high(), least.low()) < 0) {
                least = other;
            }
        }
        high = least.high();
        low = least.low();
        return true;
    }

    /** Moves every source that stands at the hash handed out last. */
    private void advance() throws IOException {
        if (!started) {
            started = true;
            for (SortedIds source : sources) {
                if (source.next()) {
                    live.add(source);
                }
            }
            return;
        }
        for (int i = live.size() - 1; i >= 0; i--) {
            SortedIds source = live.get(i);
            if (source.high() == high && source.low() == low && !source.next()) {
                live.remove(i);
            }
        }
    }

    @Override
    public long high() {
        return high;
    }

    @Override
    public long low() {
        return low;
    }

    @Override
    public void close() throws IOException {
        for (SortedIds source : sources) {
            source.close();
        }
    }
}
