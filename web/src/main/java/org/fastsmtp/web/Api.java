package org.fastsmtp.web;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** The REST API; its resources are found by their annotations. */
@ApplicationPath(Api.PREFIX)
public class Api extends Application {
    static final String PREFIX = "/api/v1";
}
