package org.fastsmtp.web;

import jakarta.ws.rs.Path;
import java.lang.reflect.Method;

/** Templates of routes, e.g. {@code /api/v1/domains/{domain_id}}: labels of metrics, and what the OpenAPI document is compared with. */
final class Routes {
    private Routes() {}

    static String templateOf(Class<?> resource, Method method) {
        Path onMethod = method.getAnnotation(Path.class);
        return Api.PREFIX + rooted(pathOf(resource)) + (onMethod == null ? "" : rooted(onMethod.value()));
    }

    /** CDI may hand in a subclass of the class that bears the annotation. */
    private static String pathOf(Class<?> resource) {
        for (Class<?> type = resource; type != null; type = type.getSuperclass()) {
            if (type.isAnnotationPresent(Path.class)) {
                return type.getAnnotation(Path.class).value();
            }
        }
        return "";
    }

    private static String rooted(String path) {
        String bare = path.replaceAll("^/+|/+$", "");
        return bare.isEmpty() ? "" : "/" + bare;
    }
}
