package org.m365siem.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.m365siem.settings.Catalogue;
import org.m365siem.settings.Problem;
import org.m365siem.settings.Setting;
import org.m365siem.settings.SettingException;
import org.m365siem.settings.Values;

/** Checks the values of all settings before anything starts, and collects every mistake into one report. */
final class SettingsCheck {
    private final Function<String, String> settings;
    private final List<Problem> problems = new ArrayList<>();

    /** @param settings the value of a setting by its full name, or null */
    SettingsCheck(Function<String, String> settings) {
        this.settings = settings;
    }

    List<Problem> problems() {
        for (Setting setting : Catalogue.PROGRAM) {
            checkValue(setting.key(), setting);
        }
        List<String> sources = Values.list(settings.apply("m365.sources"));
        List<String> sinks = Values.list(settings.apply("m365.sinks"));
        if (sources.isEmpty()) {
            missing("m365.sources", "name what to collect, e.g. office365-audit");
        }
        if (sinks.isEmpty()) {
            missing("m365.sinks", "name where to deliver, e.g. syslog,splunk,kafka,sentinel");
        }
        for (String sink : sinks) {
            checkSink(sink);
        }
        checkCredential("m365");
        return problems;
    }

    private void checkSink(String sink) {
        if (!Values.isSinkName(sink)) {
            problems.add(new Problem(
                    "m365.sinks",
                    "'" + sink + "': a sink's name is lower-case letters and digits, in parts with - between"));
            return;
        }
        for (Map.Entry<String, Setting> setting : Catalogue.ofSink(sink).entrySet()) {
            checkValue(setting.getKey(), setting.getValue());
        }
        String kind = Catalogue.kindOf(sink).orElse("");
        if (kind.equals("sentinel") && value(sink + ".client-id") != null) {
            checkCredential(sink);
        }
        if (kind.equals("splunk") && value(sink + ".token") == null && value(sink + ".token-file") == null) {
            missing(sink + ".token", "the HEC token, or name its file in " + sink + ".token-file");
        }
    }

    private void checkValue(String key, Setting setting) {
        String value = settings.apply(key);
        if (Values.text(value) == null) {
            return;
        }
        try {
            setting.check().accept(key, value.strip());
        } catch (SettingException e) {
            problems.add(new Problem(key, e.getMessage().substring(key.length()).strip()));
        }
    }

    /** A managed identity needs no application id; a workload identity gets both from the cluster's webhook. */
    private void checkCredential(String prefix) {
        String credential = value(prefix + ".credential") == null ? "secret" : value(prefix + ".credential");
        boolean fromCluster = credential.equals("workload-identity") && System.getenv("AZURE_CLIENT_ID") != null;
        require(prefix + ".tenant-id", "the Microsoft Entra tenant");
        if (!credential.equals("managed-identity") && !fromCluster) {
            require(prefix + ".client-id", "the app registration's application (client) id");
        }
        if (credential.equals("secret")
                && value(prefix + ".client-secret") == null
                && value(prefix + ".client-secret-file") == null) {
            missing(
                    prefix + ".client-secret",
                    "the client secret, or name its file in " + prefix + ".client-secret-file");
        }
        if (credential.equals("certificate")) {
            require(prefix + ".certificate-file", "the certificate with its key");
        }
    }

    private void require(String key, String meaning) {
        if (value(key) == null) {
            missing(key, meaning);
        }
    }

    private void missing(String key, String meaning) {
        problems.add(new Problem(key, "is not set: " + meaning));
    }

    private String value(String key) {
        return Values.text(settings.apply(key));
    }

    /** The report that a user reads. */
    static String report(List<Problem> problems) {
        int width = problems.stream().mapToInt(p -> p.where().length()).max().orElse(0);
        return problems.stream()
                .distinct()
                .map(p -> String.format("  %-" + Math.min(width, 40) + "s  %s", p.where(), p.message()))
                .collect(Collectors.joining(System.lineSeparator()));
    }
}
