package org.m365siem.simulator.tenant.api;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The resources that the tenant issues tokens for, in every cloud, and the application roles that such a token carries. */
final class Audiences {
    private static final List<String> ACTIVITY =
            List.of("ActivityFeed.Read", "ActivityFeed.ReadDlp", "ServiceHealth.Read");
    private static final List<String> GRAPH = List.of(
            "SecurityAlert.Read.All",
            "SecurityIncident.Read.All",
            "AuditLog.Read.All",
            "IdentityRiskEvent.Read.All",
            "ThreatHunting.Read.All",
            "AuditLogsQuery.Read.All");
    private static final List<String> DEFENDER = List.of("Alert.Read.All", "Machine.Read.All", "Incident.Read.All");
    private static final Map<String, List<String>> ROLES = roles();

    private Audiences() {}

    private static Map<String, List<String>> roles() {
        Map<String, List<String>> roles = new HashMap<>();
        for (String host : List.of(
                "manage.office.com",
                "manage-gcc.office.com",
                "manage.office365.us",
                "manage.protection.apps.mil",
                "manage.office365.cn")) {
            roles.put("https://" + host, ACTIVITY);
        }
        for (String host : List.of("monitor.azure.com", "monitor.azure.us", "monitor.azure.cn")) {
            roles.put("https://" + host, List.of());
        }
        for (String host : List.of(
                "graph.microsoft.com",
                "graph.microsoft.us",
                "dod-graph.microsoft.us",
                "microsoftgraph.chinacloudapi.cn")) {
            roles.put("https://" + host, GRAPH);
        }
        roles.put("https://api.securitycenter.microsoft.com", DEFENDER);
        roles.put("https://api.security.microsoft.com", DEFENDER);
        roles.put("https://outlook.office365.com", List.of("Exchange.ManageAsApp"));
        roles.put("https://management.azure.com", List.of());
        return roles;
    }

    /** Without the slash that some resources end in, e.g. {@code https://monitor.azure.com/}. */
    static String plain(String audience) {
        return audience.endsWith("/") ? audience.substring(0, audience.length() - 1) : audience;
    }

    static boolean isKnown(String audience) {
        return ROLES.containsKey(audience);
    }

    static List<String> rolesOf(String audience) {
        return ROLES.getOrDefault(audience, List.of());
    }

    static boolean isActivityApi(String audience) {
        return ROLES.get(audience) == ACTIVITY;
    }
}
