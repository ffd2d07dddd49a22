package org.fastsmtp.web;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** A root path: GET and nothing else, not even HEAD (CONTRACT section 1.1); no key. */
abstract class GetOnly extends HttpServlet {
    @Override
    protected final void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getMethod().equals("GET")) {
            response.setHeader("Allow", "GET");
            FrontDoor.fail(request, response, 405, "Method Not Allowed");
            return;
        }
        request.setAttribute(Attributes.ROUTE, request.getServletPath());
        answer(request, response);
    }

    abstract void answer(HttpServletRequest request, HttpServletResponse response) throws IOException;
}
