package org.fastsmtp.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** What the container refuses by itself ({@code web.xml}), in the contract's shape and not as a page of its own. */
@WebServlet(name = "ContainerFailure", urlPatterns = "/-/failure")
public class ContainerFailure extends HttpServlet {
    private static final Map<Integer, String> TEXTS =
            Map.of(400, "Bad Request", 403, "Forbidden", 404, "Not Found", 405, "Method Not Allowed");

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        // Asked for by its own address it is as little there as any other.
        int answered = status instanceof Integer code ? code : HttpServletResponse.SC_NOT_FOUND;
        boolean isServers = answered >= HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
        byte[] body = (isServers ? "Internal Server Error" : Answer.detail(TEXTS.getOrDefault(answered, "Error")))
                .getBytes(StandardCharsets.UTF_8);
        response.setStatus(answered);
        response.setCharacterEncoding("UTF-8");
        response.setContentType(isServers ? "text/plain" : "application/json");
        response.setLocale(Locale.ROOT);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
