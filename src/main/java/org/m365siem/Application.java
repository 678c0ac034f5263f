package org.m365siem;

public final class Application {
    private Application() {}

    public static void main(String[] args) {}
}
