package org.m365siem.camel;

import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.m365siem.settings.Cloud;
import org.m365siem.settings.Values;

/**
 * The HTTP client of the Management Activity API: tokens for the cloud's own host, and no request to any other address than
 * the configured one.
 */
public class ManagementHttp extends OutboundHttp {
    private String cloud;
    private String managementUrl;

    /** {@code worldwide}, {@code gcc}, {@code gcc-high}, {@code dod} or {@code china}. */
    public void setCloud(String cloud) {
        this.cloud = cloud;
    }

    /** {@code scheme://host[:port]} in place of the cloud's; tokens stay those of the cloud. */
    public void setManagementUrl(String managementUrl) {
        this.managementUrl = managementUrl;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        Cloud place = Cloud.of("cloud", cloud);
        String url = Values.text(managementUrl);
        setScope(place.managementScope());
        setAllowedUrl(url != null ? url : place.managementUrl());
        super.configureHttpClient(builder);
    }
}
