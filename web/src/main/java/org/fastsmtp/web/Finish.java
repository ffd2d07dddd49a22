package org.fastsmtp.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;

/** Puts the time spent on an answer; not on 429 and 500, as it always was. */
@Provider
public class Finish implements ContainerResponseFilter {
    @Context
    private HttpServletRequest request;

    @Override
    public void filter(ContainerRequestContext asked, ContainerResponseContext answer) {
        int status = answer.getStatus();
        if (status != 429 && status != 500) {
            answer.getHeaders().putSingle(FrontDoor.PROCESS_TIME, FrontDoor.elapsed((Long)
                    request.getAttribute(Attributes.START)));
        }
    }
}
