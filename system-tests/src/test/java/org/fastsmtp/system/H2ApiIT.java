package org.fastsmtp.system;

/** On the embedded database. */
class H2ApiIT extends ApiContract {
    @Override
    Server server() {
        return new Server("api-h2");
    }
}
