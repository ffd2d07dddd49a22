package org.fastsmtp.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.StringReader;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The document that clients read says what the resources do. */
class OpenApiTest {
    private final JsonObject document = document();

    @Test
    void names_exactly_the_routes_that_exist() throws Exception {
        assertThat(documented()).isEqualTo(implemented());
    }

    @Test
    void refers_to_nothing_that_is_not_there() {
        assertThat(references(document)).allSatisfy(reference -> {
            JsonValue found = document;
            for (String step : reference.substring(2).split("/")) {
                found = ((JsonObject) found).get(step);
                assertThat(found).as(reference).isNotNull();
            }
        });
    }

    @Test
    void is_openapi_3_1_with_webhooks_names_and_an_example_of_each_body() {
        assertThat(document.getString("openapi")).startsWith("3.1");
        assertThat(document.getJsonObject("webhooks")).isNotEmpty();
        List<String> names = new ArrayList<>();
        document.getJsonObject("paths")
                .values()
                .forEach(operations -> operations.asJsonObject().values().forEach(value -> {
                    JsonObject operation = value.asJsonObject();
                    names.add(operation.getString("operationId"));
                    if (operation.containsKey("requestBody")) {
                        String schema = references(operation.get("requestBody")).get(0);
                        assertThat(document.getJsonObject("components")
                                        .getJsonObject("schemas")
                                        .getJsonObject(schema.replaceFirst(".*/", "")))
                                .as(schema)
                                .containsKey("examples");
                    }
                }));
        assertThat(names).doesNotHaveDuplicates();
    }

    /** RESTEasy looks for it although CDI makes the object; without it the whole application does not start. */
    @Test
    void every_resource_has_a_public_constructor_without_arguments() throws Exception {
        assertThat(resources())
                .allSatisfy(resource -> assertThat(resource.getConstructor()).isNotNull());
    }

    @Test
    void says_where_a_body_is_taken() throws Exception {
        for (Class<?> resource : resources()) {
            for (Method method : resource.getDeclaredMethods()) {
                String verb = verbOf(method);
                if (!verb.isEmpty()) {
                    JsonObject operation = document.getJsonObject("paths")
                            .getJsonObject(Routes.templateOf(resource, method))
                            .getJsonObject(verb);
                    assertThat(operation.containsKey("requestBody"))
                            .as(method.toString())
                            .isEqualTo(method.isAnnotationPresent(WithBody.class));
                }
            }
        }
    }

    private Set<String> documented() {
        Set<String> routes = new TreeSet<>();
        document.getJsonObject("paths")
                .forEach((path, operations) ->
                        operations.asJsonObject().keySet().forEach(verb -> routes.add(verb + " " + path)));
        return routes;
    }

    private static Set<String> implemented() throws Exception {
        Set<String> routes = new TreeSet<>();
        for (Class<?> resource : resources()) {
            for (Method method : resource.getDeclaredMethods()) {
                String verb = verbOf(method);
                if (!verb.isEmpty()) {
                    routes.add(verb + " " + Routes.templateOf(resource, method));
                }
            }
        }
        return routes;
    }

    /** Every class of this package with a path. */
    private static List<Class<?>> resources() throws IOException, URISyntaxException, ClassNotFoundException {
        java.nio.file.Path folder = java.nio.file.Path.of(
                        Api.class.getResource("Api.class").toURI())
                .getParent();
        List<Class<?>> found = new ArrayList<>();
        try (Stream<java.nio.file.Path> files = Files.list(folder)) {
            for (java.nio.file.Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith("Resource.class")) {
                    Class<?> type = Class.forName("org.fastsmtp.web." + name.replace(".class", ""));
                    if (type.isAnnotationPresent(Path.class)) {
                        found.add(type);
                    }
                }
            }
        }
        return found;
    }

    private static String verbOf(Method method) {
        for (Annotation annotation : method.getAnnotations()) {
            HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
            if (verb != null) {
                return verb.value().toLowerCase(Locale.ROOT);
            }
        }
        return "";
    }

    private static List<String> references(JsonValue value) {
        List<String> found = new ArrayList<>();
        if (value instanceof JsonObject object) {
            object.forEach((name, inner) -> {
                if (name.equals("$ref")) {
                    found.add(((JsonString) inner).getString());
                }
                found.addAll(references(inner));
            });
        } else if (value.getValueType() == JsonValue.ValueType.ARRAY) {
            value.asJsonArray().forEach(inner -> found.addAll(references(inner)));
        }
        return found;
    }

    private static JsonObject document() {
        try {
            String text = new String(Docs.read("openapi.json").orElseThrow(), StandardCharsets.UTF_8);
            return Json.createReader(new StringReader(text)).readObject();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
