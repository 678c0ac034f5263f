package org.m365siem.camel;

import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;

/**
 * One file of {@code routes/} or {@code kamelets/}, as it was read at one moment.
 *
 * @param path from the working directory, e.g. {@code routes/to-splunk.camel.yaml}
 */
public record RouteFile(String path, String content) {
    /** Holds the store: changing it needs a restart, because the reloader never swaps it. */
    static final String PLATFORM = "routes/platform.camel.yaml";

    boolean isKamelet() {
        return path.endsWith(RouteSet.KAMELET_SUFFIX);
    }

    /** The kamelet's name, which is the file's name without its ending. */
    String kameletName() {
        return path.substring(path.lastIndexOf('/') + 1, path.length() - RouteSet.KAMELET_SUFFIX.length());
    }

    boolean isPlatform() {
        return PLATFORM.equals(path);
    }

    /** What Camel reports as the place a route came from. */
    String location() {
        return "file:" + path;
    }

    /** The content as read, for Camel's loader: what was checked is what is loaded, whatever the disk says by then. */
    Resource resource() {
        return ResourceHelper.fromString(location(), content);
    }
}
