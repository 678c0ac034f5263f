package org.m365siem.camel;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Supplier;
import org.apache.camel.model.ModelCamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes edits in {@code routes/} and {@code kamelets/} take effect while running. A change counts once two looks in a row
 * saw the same content; the whole set is checked before anything is touched; then only what changed is swapped. What is
 * refused, or fails in the swap, leaves the old routes running.
 */
public final class RouteReloader {
    /** What operators see of it: the problems that keep the files on disk from running, and since when. */
    public record State(Instant since, List<RouteProblem> refused, Collection<String> notRunning) {
        public boolean isHealthy() {
            return refused.isEmpty() && notRunning.isEmpty();
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(RouteReloader.class);

    private final RunningRoutes routes;
    private final RouteCheck check;
    private final Supplier<RouteSet> disk;
    private final Clock clock;
    private RouteSet running;
    private RouteSet seen;
    private RouteSet refusedSet;
    /** Files whose routes should run as before a failed swap, and do not yet. */
    private final Set<String> stranded = new ConcurrentSkipListSet<>();

    private volatile List<RouteProblem> refused = List.of();
    private volatile Instant since;

    /** @param disk reads the files as they are now */
    public RouteReloader(ModelCamelContext context, RouteCheck check, Supplier<RouteSet> disk, Clock clock) {
        this.routes = new RunningRoutes(context);
        this.check = check;
        this.disk = disk;
        this.clock = clock;
        this.since = clock.instant();
    }

    /** Loads a set that has been checked, before the context starts. */
    public synchronized void start(RouteSet set) throws Exception {
        for (RouteFile file : set.kamelets()) {
            routes.add(file);
        }
        for (RouteFile file : set.routes()) {
            routes.add(file);
        }
        running = set;
        seen = set;
    }

    public State state() {
        Collection<String> missing = new TreeSet<>(routes.notRunning());
        missing.addAll(stranded);
        return new State(since, refused, missing);
    }

    /** One look at the disk; called a few times a second. */
    public synchronized void look() {
        if (running == null) {
            return;
        }
        RouteSet now;
        try {
            now = disk.get();
        } catch (RouteRefusedException e) {
            refuse(null, e.problems());
            return;
        } catch (RuntimeException e) {
            refuse(null, List.of(new RouteProblem("routes/", 0, e.getMessage())));
            return;
        }
        boolean settled = now.equals(seen);
        seen = now;
        if (!stranded.isEmpty()) {
            restore();
        } else if (now.equals(running)) {
            accept();
        } else if (settled && !now.equals(refusedSet)) {
            tryToSwap(now);
        }
    }

    private void tryToSwap(RouteSet next) {
        List<RouteProblem> problems = check.problems(next);
        if (!problems.isEmpty()) {
            refuse(next, problems);
            return;
        }
        Set<String> changed = changed(next);
        if (changed.remove(RouteFile.PLATFORM)) {
            LOG.warn("{} has changed: it takes effect at the next start", RouteFile.PLATFORM);
        }
        Set<String> swapped = withDependents(changed, next);
        try {
            swap(swapped, running, next);
            running = next;
            LOG.info("took over the change of {}", String.join(", ", changed));
            accept();
        } catch (Exception e) {
            rollBack(swapped, next, e);
        }
    }

    private Set<String> changed(RouteSet next) {
        Set<String> paths = new TreeSet<>(running.files().keySet());
        paths.addAll(next.files().keySet());
        paths.removeIf(path -> running.get(path) != null && running.get(path).equals(next.get(path)));
        return paths;
    }

    /** The changed files, the routes that call a changed kamelet, and all routes when an error policy changed. */
    private Set<String> withDependents(Set<String> changed, RouteSet next) {
        Set<String> all = new TreeSet<>(changed);
        for (RouteSet set : List.of(running, next)) {
            boolean policy = changed.stream()
                    .map(set::get)
                    .anyMatch(file -> file != null && RouteOutline.of(file).isConfiguration());
            for (RouteFile file : set.routes()) {
                boolean calls = RouteOutline.of(file).kamelets.stream()
                        .anyMatch(call -> changed.contains("kamelets/" + call.name() + RouteSet.KAMELET_SUFFIX));
                if (!file.isPlatform() && (policy || calls)) {
                    all.add(file.path());
                }
            }
        }
        return all;
    }

    private void swap(Set<String> paths, RouteSet from, RouteSet to) throws Exception {
        List<String> kameletsLast =
                paths.stream().sorted(Comparator.reverseOrder()).toList();
        for (String path : kameletsLast) {
            if (from.get(path) != null) {
                routes.remove(from.get(path));
            }
        }
        List<RouteFile> added = paths.stream()
                .map(to::get)
                .filter(Objects::nonNull)
                .sorted(Comparator.comparing(RouteReloader::turn))
                .toList();
        for (RouteFile file : added) {
            routes.add(file);
        }
    }

    /** Kamelets before the routes that call them, error policies before the routes that they are for. */
    private static int turn(RouteFile file) {
        return file.isKamelet() ? 0 : RouteOutline.of(file).isConfiguration() ? 1 : 2;
    }

    private void rollBack(Set<String> swapped, RouteSet next, Exception cause) {
        RouteProblem problem = RouteErrors.locate(null, cause, outlines(next));
        refuse(next, List.of(problem));
        for (String path : swapped) {
            if (next.get(path) != null) {
                removeQuietly(next.get(path));
            }
            if (running.get(path) != null) {
                stranded.add(path);
            }
        }
        restore();
    }

    private void removeQuietly(RouteFile file) {
        try {
            routes.remove(file);
        } catch (Exception e) {
            LOG.warn("{} could not be taken back whole: {}", file.path(), RouteErrors.reason(e));
        }
    }

    /** Starts again what ran before; tried at every look until it succeeds, for the cause may be a full disk. */
    private void restore() {
        for (String path : stranded) {
            try {
                routes.remove(running.get(path));
                routes.add(running.get(path));
                stranded.remove(path);
                LOG.info("the routes of {} run again as before the change", path);
            } catch (Exception e) {
                String reason = "does not start again (" + RouteErrors.reason(e) + "); tried twice a second";
                refuse(refusedSet, List.of(new RouteProblem(path, 0, reason)));
            }
        }
    }

    private static TreeMap<String, RouteOutline> outlines(RouteSet set) {
        TreeMap<String, RouteOutline> outlines = new TreeMap<>();
        set.all().forEach(file -> outlines.put(file.path(), RouteOutline.of(file)));
        return outlines;
    }

    private void refuse(RouteSet set, List<RouteProblem> problems) {
        refusedSet = set;
        if (!problems.equals(refused)) {
            refused = problems;
            since = clock.instant();
            problems.forEach(problem -> LOG.error("refused {}; the routes that ran before go on", problem));
        }
    }

    private void accept() {
        refusedSet = null;
        if (!refused.isEmpty()) {
            LOG.info("routes/ and kamelets/ are sound again");
            refused = List.of();
            since = clock.instant();
        }
    }
}
