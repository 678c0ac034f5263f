package org.m365siem.camel;

/**
 * Why a file of {@code routes/} or {@code kamelets/} is refused.
 *
 * @param line from 1; 0 when the problem has no line of its own
 */
public record RouteProblem(String path, int line, String reason) {
    @Override
    public String toString() {
        return (line > 0 ? path + ", line " + line : path) + ": " + reason;
    }
}
