package org.m365siem.portable;

import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.m365siem.console.Program;
import org.springframework.context.ConfigurableApplicationContext;

/** The Spring Boot program. */
class SpringBootTest extends RunsAnywhere {
    @Override
    Running start(Path settings) {
        ConfigurableApplicationContext boot = Program.start(
                Map.of(),
                "--server.port=0",
                "--m365.reload=off",
                "--spring.config.additional-location=file:" + settings);
        return new Running() {
            @Override
            public CamelContext context() {
                return boot.getBean(CamelContext.class);
            }

            @Override
            public void close() {
                boot.close();
            }
        };
    }
}
