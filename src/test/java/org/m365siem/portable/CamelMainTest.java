package org.m365siem.portable;

import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;

/** Plain camel-main, as it is and with settings only. */
class CamelMainTest extends RunsAnywhere {
    @Override
    Running start(Path settings) throws Exception {
        Main main = new Main();
        main.setPropertyPlaceholderLocations("file:" + settings);
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
