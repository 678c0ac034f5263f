package org.m365siem.format;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.m365siem.event.EventBatch;
import org.m365siem.event.RecordTypes;
import org.m365siem.event.SecurityEvent;
import org.m365siem.event.Severity;
import org.m365siem.settings.SettingException;
import org.m365siem.settings.Values;

/**
 * What one SIEM gets, the bean behind {@code select-action}. Every list that is empty lets everything pass; names are compared
 * whole and without regard to case. What is left out counts as delivered for that sink.
 *
 * <p>A severity that is missing (audit records have none) counts as informational. One that Microsoft gives in a word nobody
 * knows always passes: it may be the worst of all.
 */
public final class Selection {
    private final UnaryOperator<String> typeName;
    private Set<String> sources = Set.of();
    private Set<String> types = Set.of();
    private Set<String> dropTypes = Set.of();
    private Severity minSeverity = Severity.NONE;

    public Selection() {
        this(RecordTypes::name);
    }

    /** @param typeName the name of a record type given by number, anything else unchanged */
    Selection(UnaryOperator<String> typeName) {
        this.typeName = typeName;
    }

    /** Comma list of sources; empty: all. */
    public void setSources(String list) {
        sources = lower(list, UnaryOperator.identity());
    }

    /** Comma list of record types, by name or number; empty: all. */
    public void setTypes(String list) {
        types = lower(list, typeName);
    }

    /** Comma list of record types that are left out, by name or number; stronger than {@link #setTypes}. */
    public void setDropTypes(String list) {
        dropTypes = lower(list, typeName);
    }

    /** Least severity: informational, low, medium, high or critical; empty: all. */
    public void setMinSeverity(String word) {
        Severity severity = Severity.of(word);
        if (severity == Severity.UNKNOWN || (severity == Severity.NONE && Values.text(word) != null)) {
            throw new SettingException(
                    "min-severity", word, "one of informational, low, medium, high, critical, or nothing");
        }
        minSeverity = severity;
    }

    /** The batch without the events that this SIEM does not get; may be empty. */
    public EventBatch select(EventBatch batch) {
        return batch.select(this::wanted);
    }

    private boolean wanted(SecurityEvent event) {
        return (sources.isEmpty() || sources.contains(event.source().toLowerCase(Locale.ROOT)))
                && severe(event.severity())
                && typed(event.type());
    }

    private boolean typed(String type) {
        if (types.isEmpty() && dropTypes.isEmpty()) {
            return true;
        }
        String name = type.toLowerCase(Locale.ROOT);
        return (types.isEmpty() || types.contains(name)) && !dropTypes.contains(name);
    }

    private boolean severe(Severity severity) {
        Severity counted = severity == Severity.NONE ? Severity.INFORMATIONAL : severity;
        return counted == Severity.UNKNOWN || counted.compareTo(minSeverity) >= 0;
    }

    private static Set<String> lower(String list, UnaryOperator<String> name) {
        Set<String> words = new HashSet<>();
        for (String word : Values.list(list)) {
            words.add(name.apply(word).toLowerCase(Locale.ROOT));
        }
        return words;
    }
}
