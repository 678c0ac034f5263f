package org.m365siem.contract;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.m365siem.auth.EntraTokens;
import org.m365siem.simulator.receiver.LogsIngestionReceiver;
import org.m365siem.simulator.receiver.Receiver;
import org.m365siem.simulator.receiver.ReceiverLog;

class SentinelSinkContractTest extends SinkContract {
    private static final String TOKEN = "the-token-of-this-test";

    @Override
    Receiver startReceiver(Path caFile) {
        return new LogsIngestionReceiver(
                0,
                authority.serverContext(authority.issue("localhost", "localhost"), false),
                caFile,
                new LogsIngestionReceiver.Options("dcr-1", "Custom-M365Audit_CL", TOKEN::equals),
                ReceiverLog.inMemory(),
                ReceiverLog.inMemory());
    }

    @Override
    Set<Ability> abilities() {
        return EnumSet.allOf(Ability.class);
    }

    @Override
    Map<String, Object> beans() {
        return Map.of("entra", new FixedToken());
    }

    /** Where tokens come from is another test's matter. */
    public static final class FixedToken extends EntraTokens {
        @Override
        public String token(String scope) {
            return TOKEN;
        }

        @Override
        public void reject(String scope, String token) {
            // the next one is the same
        }
    }
}
