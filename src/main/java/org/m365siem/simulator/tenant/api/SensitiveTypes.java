package org.m365siem.simulator.tenant.api;

import java.util.regex.Pattern;
import org.m365siem.simulator.tenant.http.HttpAnswer;

/** The names of sensitive information types, {@code resources/dlpSensitiveTypes}. */
final class SensitiveTypes {
    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*");
    private static final String ENGLISH =
            "[{\"id\":\"50842eb7-edc8-4019-85dd-5a5c1f2bb085\",\"name\":\"Credit Card Number\"},"
                    + "{\"id\":\"cb353f78-2b72-4c3c-8827-92ebe4f69fdf\",\"name\":\"ABA Routing Number\"}]";
    private static final String GERMAN =
            "[{\"id\":\"50842eb7-edc8-4019-85dd-5a5c1f2bb085\",\"name\":\"Kreditkartennummer\"},"
                    + "{\"id\":\"cb353f78-2b72-4c3c-8827-92ebe4f69fdf\",\"name\":\"ABA-Bankleitzahl\"}]";

    private SensitiveTypes() {}

    /** @param language the header {@code Accept-Language}: one language, or none for {@code en-US} */
    static HttpAnswer answer(String language) {
        if (language.contains(",")) {
            return ApiErrors.bad("AF20053", "More than one language is specified in the Accept-Language header.");
        }
        if (!language.isEmpty() && !LANGUAGE.matcher(language).matches()) {
            return ApiErrors.bad("AF20054", "Invalid syntax in the Accept-Language header.");
        }
        return HttpAnswer.json(200, language.startsWith("de") ? GERMAN : ENGLISH);
    }
}
