package org.fastsmtp.system;

class H2CrashIT extends CrashContract {
    @Override
    Server server() {
        return new Server("crash-h2");
    }
}
