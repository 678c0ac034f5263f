package org.m365siem.camel;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.NoSuchEndpointException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.component.kamelet.FailedToCreateKameletException;
import org.apache.camel.util.URISupport;
import org.m365siem.settings.SettingException;

/** Turns Camel's load and start errors into file, line and a reason that an integrator can act on. */
final class RouteErrors {
    private static final Pattern PLACE = Pattern.compile("(?:file:)?([^\\s,]+\\.yaml), line (\\d+)(?:, column \\d+)?");
    private static final Pattern MISSING = Pattern.compile("Property with key \\[([^\\]]+)]");
    private static final Pattern SECRET = Pattern.compile("RAW\\([^)]*\\)");

    private RouteErrors() {}

    /** @param file the file being loaded, or null when the whole set was being started */
    static RouteProblem locate(RouteFile file, Throwable error, Map<String, RouteOutline> outlines) {
        String reason = reason(error);
        Matcher place = PLACE.matcher(String.valueOf(error.getMessage()));
        RouteOutline outline = file == null ? null : outlines.get(file.path());
        if (place.find() && outline != null) {
            String text = firstLine(PLACE.matcher(reason).replaceAll(""));
            return new RouteProblem(file.path(), Integer.parseInt(place.group(2)), text);
        }
        if (outline == null) {
            outline = outlines.values().stream()
                    .filter(each -> owns(each, error))
                    .findFirst()
                    .orElse(null);
        }
        if (outline == null) {
            return new RouteProblem(file == null ? "routes/" : file.path(), 0, reason);
        }
        return new RouteProblem(outline.file().path(), line(outline, error), reason);
    }

    /** Camel adds an excerpt of the file, which the line number makes needless. */
    private static String firstLine(String text) {
        return text.lines()
                .findFirst()
                .orElse(text)
                .replaceAll("\\s+in\\s*:?\\s*$", "")
                .strip();
    }

    private static boolean owns(RouteOutline outline, Throwable error) {
        Optional<String> route = routeId(error);
        if (route.isPresent()
                && outline.routeIds.stream().anyMatch(id -> id.value().equals(route.get()))) {
            return true;
        }
        Optional<String> kamelet = template(error);
        if (kamelet.isEmpty()) {
            return false;
        }
        // a value that a kamelet's bean refuses, and the name of a kamelet that is not there, were given by the caller
        boolean callers = isSetting(error) || rootMessage(error).contains("kamelet.yaml");
        return callers
                ? outline.kamelets.stream().anyMatch(call -> call.name().equals(kamelet.get()))
                : outline.file().isKamelet() && outline.file().kameletName().equals(kamelet.get());
    }

    private static int line(RouteOutline outline, Throwable error) {
        for (Throwable each = error; each != null; each = each.getCause()) {
            Matcher missing = MISSING.matcher(String.valueOf(each.getMessage()));
            if (missing.find()) {
                return outline.lineOf("{{" + missing.group(1));
            }
            if (each instanceof ClassNotFoundException && outline.lineOf(each.getMessage()) > 0) {
                return outline.lineOf(each.getMessage());
            }
            String uri = each instanceof NoSuchEndpointException endpoint
                    ? endpoint.getUri()
                    : each instanceof ResolveEndpointFailedException endpoint ? endpoint.getUri() : null;
            if (uri != null) {
                int line = outline.lineOf(uri.replaceFirst("://", ":").split("[?]")[0]);
                if (line > 0) {
                    return line;
                }
            }
        }
        return routeId(error).map(outline::lineOf).orElse(0);
    }

    private static Optional<String> routeId(Throwable error) {
        for (Throwable each = error; each != null; each = each.getCause()) {
            if (each instanceof FailedToCreateRouteException route && route.getRouteId() != null) {
                return Optional.of(route.getRouteId());
            }
        }
        return Optional.empty();
    }

    private static Optional<String> template(Throwable error) {
        for (Throwable each = error; each != null; each = each.getCause()) {
            if (each instanceof FailedToCreateKameletException kamelet) {
                return Optional.of(kamelet.getTemplateId());
            }
        }
        return Optional.empty();
    }

    private static boolean isSetting(Throwable error) {
        for (Throwable each = error; each != null; each = each.getCause()) {
            if (each instanceof SettingException) {
                return true;
            }
        }
        return false;
    }

    /** The innermost message that says something, without secrets. */
    static String reason(Throwable error) {
        for (Throwable each = error; each != null; each = each.getCause()) {
            if (each instanceof SettingException) {
                return each.getMessage();
            }
            if (each instanceof ClassNotFoundException) {
                return "there is no class " + each.getMessage() + ": check the name behind #class:";
            }
            Matcher missing = MISSING.matcher(String.valueOf(each.getMessage()));
            if (missing.find()) {
                return "the setting " + missing.group(1) + " is not set";
            }
        }
        return SECRET.matcher(URISupport.sanitizeUri(rootMessage(error))).replaceAll("RAW(…)");
    }

    static String rootMessage(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}
