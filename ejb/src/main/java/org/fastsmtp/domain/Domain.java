package org.fastsmtp.domain;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.util.UUID;
import org.fastsmtp.json.Json;
import org.fastsmtp.json.WireTime;
import org.fastsmtp.smtp.DomainName;
import org.fastsmtp.smtp.InvalidDomainNameException;

/**
 * A domain that mail is received for.
 *
 * @param name as A-label in lower case
 */
public record Domain(UUID id, String name, boolean isEnabled, DomainFlags flags, Instant createdAt, Instant updatedAt) {
    /** {@code Domain} of CONTRACT section 1.3, as the API and the command lines show it. */
    public JsonObject json() {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("id", id.toString())
                .add("domain_name", name)
                .add("domain_name_unicode", unicode(name))
                .add("is_enabled", isEnabled);
        flags.addTo(json);
        return json.add("created_at", WireTime.format(createdAt))
                .add("updated_at", WireTime.format(updatedAt))
                .build();
    }

    /** As the audit log keeps it. */
    public JsonObject forAudit() {
        JsonObjectBuilder json =
                Json.createObjectBuilder().add("domain_name", name).add("is_enabled", isEnabled);
        flags.addTo(json);
        return json.build();
    }

    /** A row that somebody wrote by hand shows as it is. */
    private static String unicode(String name) {
        try {
            return DomainName.parse(name).unicode();
        } catch (InvalidDomainNameException e) {
            return name;
        }
    }

    public Domain with(boolean enabled, DomainFlags changed) {
        return new Domain(id, name, enabled, changed, createdAt, updatedAt);
    }
}
