package org.m365siem.auth;

import java.net.URI;
import org.m365siem.settings.SettingException;
import org.m365siem.settings.Values;

/** The outbound proxy of {@code m365.proxy-url}: {@code http://host:port}. */
public record ProxyAddress(String host, int port) {
    /**
     * @return null for an empty value: no proxy
     * @throws SettingException for anything but {@code http://host:port}
     */
    public static ProxyAddress of(String key, String value) {
        String text = Values.text(value);
        if (text == null) {
            return null;
        }
        try {
            URI uri = URI.create(text);
            boolean bare = uri.getPath() == null
                    || uri.getPath().isEmpty()
                    || uri.getPath().equals("/");
            if ("http".equalsIgnoreCase(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && bare) {
                return new ProxyAddress(uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort());
            }
        } catch (IllegalArgumentException notAUrl) {
            // said below; the value itself may hold a password and is not shown
        }
        throw new SettingException(key + ": expected http://host:port, without user and password");
    }
}
