package org.fastsmtp.adapter;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ResourceAdapter;
import java.io.Serializable;
import java.util.Optional;

/** What a message-driven bean says when it subscribes: optionally, the JNDI name of the {@link org.fastsmtp.smtp.MailPolicy} to ask. */
public class SmtpActivationSpec implements ActivationSpec, Serializable {
    private static final long serialVersionUID = 1;

    private transient ResourceAdapter adapter;
    private String policy;

    /** JNDI name of a MailPolicy, looked up at the first session; empty: every mail is accepted. */
    public void setPolicy(String policy) {
        this.policy = policy;
    }

    public String getPolicy() {
        return policy;
    }

    Optional<String> policyName() {
        return Optional.ofNullable(policy).map(String::strip).filter(name -> !name.isEmpty());
    }

    @Override
    public void validate() throws InvalidPropertyException {
        // Nothing can be wrong before the name is looked up.
    }

    @Override
    public ResourceAdapter getResourceAdapter() {
        return adapter;
    }

    @Override
    public void setResourceAdapter(ResourceAdapter adapter) throws ResourceException {
        this.adapter = adapter;
    }
}
