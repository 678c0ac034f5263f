package org.m365siem.cli;

final class DemoRun {
    private DemoRun() {}

    static int start(SettingsEnvironment settings, String... args) {
        throw new IllegalStateException("the demo needs a checkout of the project: ./mvnw -Pdemo spring-boot:run");
    }
}
