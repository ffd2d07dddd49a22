package org.fastsmtp.web;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Every path that is nobody's. */
@WebServlet(name = "NotFound", urlPatterns = "/")
public class NotFound extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        FrontDoor.fail(request, response, 404, "Not Found");
    }
}
