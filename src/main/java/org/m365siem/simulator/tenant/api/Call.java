package org.m365siem.simulator.tenant.api;

import java.time.Instant;
import org.m365siem.simulator.tenant.feed.Blob;
import org.m365siem.simulator.tenant.http.HttpRequest;
import org.m365siem.simulator.tenant.records.ContentType;

/**
 * One request to the tenant, understood and allowed.
 *
 * @param type the content type, or null where the request names none that exists
 * @param blob the blob that is fetched, or null
 * @param now the service's time
 * @param subscriptions of this tenant
 * @param tokens of this tenant
 * @param baseUrl of this tenant, without a slash at the end
 */
public record Call(
        Operation operation,
        HttpRequest request,
        ContentType type,
        Blob blob,
        Instant now,
        Subscriptions subscriptions,
        AccessTokens tokens,
        String baseUrl) {
    /** True for the second and later pages of a listing. */
    public boolean isNextPage() {
        return operation == Operation.CONTENT && request.parameter("nextPage") != null;
    }
}
