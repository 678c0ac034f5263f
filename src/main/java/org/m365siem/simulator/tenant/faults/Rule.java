package org.m365siem.simulator.tenant.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.m365siem.simulator.tenant.api.Call;
import org.m365siem.simulator.tenant.api.Fault;
import org.m365siem.simulator.tenant.api.Operation;
import org.m365siem.simulator.tenant.http.HttpAnswer;
import org.m365siem.simulator.tenant.records.Dice;

/**
 * A fault that strikes now and then, and leaves alone what it has struck often enough. A blob is struck by its content id,
 * other requests by their running number for the same operation and content type; the first one is always struck, unless
 * the rule is made rare.
 */
public final class Rule implements Fault {
    /** Answers in the tenant's place; the turn counts how often the rule has struck before. */
    @FunctionalInterface
    public interface Instead {
        HttpAnswer answer(Call call, int turn);
    }

    /** Changes a successful answer. */
    @FunctionalInterface
    public interface Change {
        HttpAnswer change(Call call, HttpAnswer answer, int turn);
    }

    private final Set<Operation> operations;
    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> struck = new ConcurrentHashMap<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicInteger turns = new AtomicInteger();
    private Predicate<Call> only = call -> true;
    private int every = 4;
    private int times = 1;
    private int most = Integer.MAX_VALUE;
    private boolean untilFixed;
    private Instead instead;
    private Change change;
    private long seed;
    private boolean rare;
    private Duration fixedAfter = Duration.ZERO;
    private volatile Instant first;

    private Rule(Set<Operation> operations) {
        this.operations = operations;
    }

    public static Rule on(Operation... operations) {
        return new Rule(EnumSet.copyOf(List.of(operations)));
    }

    public Rule only(Predicate<Call> condition) {
        only = condition;
        return this;
    }

    /** Strikes one of so many. */
    public Rule every(int many) {
        every = many;
        return this;
    }

    /** Strikes the same blob so often. */
    public Rule times(int often) {
        times = often;
        return this;
    }

    /** Strikes the same operation and content type no more often than that. */
    public Rule atMost(int often) {
        most = often;
        return this;
    }

    /** Strikes every request, until somebody "repairs" it a while after the first one. */
    public Rule untilFixed() {
        untilFixed = true;
        return this;
    }

    public Rule instead(Instead answer) {
        instead = answer;
        return this;
    }

    public Rule change(Change what) {
        change = what;
        return this;
    }

    /**
     * Makes the rule ready.
     *
     * @param name what tells this rule from all others of the tenant
     * @param rarity 1, or more to strike so many times less often, and not always at first
     * @param repair how long after the first strike it is repaired
     */
    public Rule bind(long tenantSeed, String name, int rarity, Duration repair) {
        seed = Dice.hash(tenantSeed, name.hashCode());
        rare = rarity > 1;
        every *= rarity;
        fixedAfter = repair;
        return this;
    }

    @Override
    public HttpAnswer before(Call call) {
        return instead != null && strikes(call) ? instead.answer(call, turns.getAndIncrement()) : null;
    }

    @Override
    public HttpAnswer after(Call call, HttpAnswer answer) {
        return change != null && answer.status() == 200 && strikes(call)
                ? change.change(call, answer, turns.getAndIncrement())
                : answer;
    }

    private boolean strikes(Call call) {
        if (!operations.contains(call.operation()) || !only.test(call)) {
            return false;
        }
        if (untilFixed) {
            return isBroken(call.now());
        }
        return call.operation() == Operation.BLOB ? strikesBlob(call) : strikesNumber(call);
    }

    private synchronized boolean isBroken(Instant now) {
        first = first == null ? now : first;
        return now.isBefore(first.plus(fixedAfter));
    }

    private boolean strikesBlob(Call call) {
        if (call.blob() == null || call.blob().lost()) {
            return false;
        }
        String id = call.blob().contentId();
        boolean chosen = Dice.of(seed, call.blob().index()).below(every) == 0;
        if (!chosen && !rare && started.compareAndSet(false, true)) {
            counts.putIfAbsent(id, new AtomicInteger());
        }
        AtomicInteger count = chosen ? counts.computeIfAbsent(id, key -> new AtomicInteger()) : counts.get(id);
        return count != null && count.getAndIncrement() < times;
    }

    private boolean strikesNumber(Call call) {
        String key = call.operation() + "/" + call.type();
        int number = counts.computeIfAbsent(key, name -> new AtomicInteger()).getAndIncrement();
        boolean chosen =
                number == 0 ? !rare : Dice.of(seed, key.hashCode(), number).below(every) == 0;
        return chosen
                && (most == Integer.MAX_VALUE
                        || struck.computeIfAbsent(key, name -> new AtomicInteger())
                                        .getAndIncrement()
                                < most);
    }
}
