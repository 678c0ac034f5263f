package org.m365siem.portable;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;

/** Plain camel-main, as it is and with settings only. */
class CamelMainTest extends RunsAnywhere {
    @Override
    Running start(Path settings) throws Exception {
        System.setProperty("camel.main.property-placeholder-location", "file:" + settings);
        try {
            return start();
        } finally {
            System.clearProperty("camel.main.property-placeholder-location");
        }
    }

    /** Without a file of its own, camel-main takes any application.properties of the class path: this project has none. */
    @Test
    void starts_without_a_file_of_settings() throws Exception {
        try (Running program = start()) {
            assertThat(program.context().getRoutes()).isEmpty();
        }
    }

    private static Running start() throws Exception {
        Main main = new Main();
        main.addInitialProperty("camel.main.routes-include-pattern", "file:routes/*.camel.yaml");
        main.addInitialProperty("camel.component.kamelet.location", "file:kamelets");
        main.start();
        return new Running() {
            @Override
            public CamelContext context() {
                return main.getCamelContext();
            }

            @Override
            public void close() {
                main.stop();
            }
        };
    }
}
