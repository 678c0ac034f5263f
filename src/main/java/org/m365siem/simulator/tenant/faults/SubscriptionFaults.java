package org.m365siem.simulator.tenant.faults;

import java.util.List;
import org.m365siem.simulator.tenant.api.ApiErrors;
import org.m365siem.simulator.tenant.api.Operation;
import org.m365siem.simulator.tenant.http.HttpAnswer;
import org.m365siem.simulator.tenant.records.ContentType;

/** What goes wrong with subscriptions. */
public final class SubscriptionFaults {
    private SubscriptionFaults() {}

    /** One content type may not be started: with a code, and with an empty body. */
    public static List<Rule> noPermission() {
        return List.of(Rule.on(Operation.START)
                .only(call -> call.type() == ContentType.SHAREPOINT)
                .untilFixed()
                .instead((call, turn) -> turn % 2 == 0 ? ApiErrors.noPermission() : HttpAnswer.empty(401)));
    }

    /** A subscription that is started twice, and one that no list shows. */
    public static List<Rule> alreadyEnabled() {
        return List.of(
                Rule.on(Operation.LIST).every(2).change((call, answer, turn) -> HttpAnswer.json(200, "[]")),
                Rule.on(Operation.START)
                        .every(2)
                        .change((call, answer, turn) -> ApiErrors.error(
                                400, "AF20024", "The subscription is already enabled. No property change.")));
    }

    /** A subscription that an administrator switches off, or that is gone, while it is read. */
    public static List<Rule> disabled() {
        return List.of(Rule.on(Operation.CONTENT).every(12).instead((call, turn) -> {
            if (call.type() == null) {
                return null;
            }
            if (turn % 2 == 0) {
                call.subscriptions().disable(call.type());
                return ApiErrors.error(400, "AF20023", "The subscription was disabled by a tenant admin.");
            }
            call.subscriptions().stop(call.type());
            return ApiErrors.error(
                    400,
                    "AF20022",
                    "No subscription found for the specified content type "
                            + call.type().text() + ".");
        }));
    }

    /** Throttled starts say so with status 403 and the code "429", and the wait in words. */
    public static List<Rule> startThrottled() {
        return List.of(Rule.on(Operation.START)
                .untilFixed()
                .instead((call, turn) -> ApiErrors.error(
                        403, "429", "Too many frequent subscription start requests. Please retry again after 0m 3s")));
    }

    /** Unified audit logging is switched off. */
    public static List<Rule> auditOff() {
        return List.of(Rule.on(Operation.START, Operation.CONTENT).untilFixed().instead((call, turn) -> {
            String tenant = call.request().path().split("/")[3];
            return ApiErrors.error(
                    400,
                    "StartSubscription [CorrId=00000000-0000-0000-0000-000000000000]",
                    "StartSubscription failed. Exception:"
                            + " Microsoft.Office.Compliance.Audit.DataServiceException: Tenant " + tenant
                            + " does not exist.\r\n   at Microsoft.Office.Compliance.Audit.Start()");
        }));
    }
}
