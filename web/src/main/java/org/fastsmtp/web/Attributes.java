package org.fastsmtp.web;

/** Names of the request attributes by which {@link FrontDoor} and the API speak to each other. */
final class Attributes {
    /** {@code Long}: {@link System#nanoTime()} when the request came. */
    static final String START = "org.fastsmtp.web.start";
    /** {@code byte[]}: the body, whole. */
    static final String BODY = "org.fastsmtp.web.body";
    /** {@code jakarta.servlet.http.HttpServletRequest}: the request with its headers. */
    static final String REQUEST = "org.fastsmtp.web.request";
    /** {@code String}: the template of the route that matched. */
    static final String ROUTE = "org.fastsmtp.web.route";
    /** {@code String}: where the request came from. */
    static final String CLIENT = "org.fastsmtp.web.client";

    private Attributes() {}
}
