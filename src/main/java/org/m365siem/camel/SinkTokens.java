package org.m365siem.camel;

import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.support.CamelContextHelper;
import org.m365siem.auth.EntraTokens;

/**
 * The tokens of one sink, which may name another bean's identity instead of its own. That bean is looked for when the first
 * token is needed: route files are read in no order, and a reference would fail in a file that is read before the bean's.
 */
public class SinkTokens extends EntraTokens implements CamelContextAware {
    private CamelContext context;
    private String otherwise;

    /** The name of the {@link EntraTokens} bean that is used when this sink has no client id of its own. */
    public void setOtherwise(String otherwise) {
        this.otherwise = otherwise;
    }

    @Override
    protected EntraTokens other() {
        return otherwise == null || context == null
                ? super.other()
                : CamelContextHelper.mandatoryLookup(context, otherwise, EntraTokens.class);
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }
}
