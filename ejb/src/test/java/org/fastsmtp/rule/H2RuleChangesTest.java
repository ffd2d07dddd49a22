package org.fastsmtp.rule;

class H2RuleChangesTest extends RuleChangesContract {
    @Override
    RuleShop shop() {
        return new RuleShop();
    }
}
