package org.fastsmtp.access;

import java.util.List;

/** What a key may be used for (CONTRACT section 1.3). */
public final class Scopes {
    public static final String DOMAINS_READ = "domains:read";
    public static final String DOMAINS_WRITE = "domains:write";
    public static final String DOMAINS_DELETE = "domains:delete";
    public static final String MEMBERS_READ = "members:read";
    public static final String MEMBERS_WRITE = "members:write";
    public static final String RECIPIENTS_READ = "recipients:read";
    public static final String RECIPIENTS_WRITE = "recipients:write";
    public static final String RULES_READ = "rules:read";
    public static final String RULES_WRITE = "rules:write";
    public static final String LOGS_READ = "logs:read";
    public static final String USERS_READ = "users:read";
    public static final String USERS_WRITE = "users:write";
    /** Satisfies every check of a scope. */
    public static final String ADMIN = "admin";

    public static final List<String> ALL = List.of(
            DOMAINS_READ,
            DOMAINS_WRITE,
            DOMAINS_DELETE,
            MEMBERS_READ,
            MEMBERS_WRITE,
            RECIPIENTS_READ,
            RECIPIENTS_WRITE,
            RULES_READ,
            RULES_WRITE,
            LOGS_READ,
            USERS_READ,
            USERS_WRITE,
            ADMIN);

    private Scopes() {}
}
