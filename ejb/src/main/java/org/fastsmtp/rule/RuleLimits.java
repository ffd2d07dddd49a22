package org.fastsmtp.rule;

/** How much rules may ask for (finding 15). Over a limit is a fault of whoever writes the rule, never of the mail. */
public final class RuleLimits {
    public static final int MAX_NAME = 255;
    public static final int MAX_PRIORITY = 1000;
    /** Characters of a rule's field; the width of its column. */
    public static final int MAX_FIELD = 100;

    public static final int MAX_VALUE = 65_536;
    public static final int MAX_PATTERN = 1_000;
    /** Instructions of the compiled pattern: matching takes at most this many steps for each character of a value. */
    public static final int MAX_PATTERN_SIZE = 2_000;

    public static final int MAX_LIST_ITEMS = 1_000;
    public static final int MAX_TAGS = 50;
    public static final int MAX_TAG = 100;
    public static final int MAX_URL = 2_083;

    public static final int MAX_RULESETS_OF_DOMAIN = 1_000;
    public static final int MAX_RULES_OF_RULESET = 10_000;
    public static final int MAX_RULES_OF_DOMAIN = 10_000;
    /** Memory of a domain's compiled rules, estimated, in bytes. */
    public static final int MAX_WEIGHT_OF_DOMAIN = 64 * 1024 * 1024;

    /** Patterns on the body in one domain: they run together, in about 12 ns for each character of a large mail ({@link PatternSet}). */
    public static final int MAX_BODY_PATTERNS = 1_000;
    /** Those of them that no fixed text keeps from being run on every body; should they need too many states, one by one. */
    public static final int MAX_UNSELECTIVE_BODY_PATTERNS = 100;

    private RuleLimits() {}
}
