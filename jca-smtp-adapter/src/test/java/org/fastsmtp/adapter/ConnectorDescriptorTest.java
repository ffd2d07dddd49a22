package org.fastsmtp.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.fastsmtp.smtp.listener.SmtpSettings;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** {@code ra.xml} and the classes say the same. */
class ConnectorDescriptorTest {
    @Test
    void every_property_has_its_setter_and_the_other_way_round() throws Exception {
        List<String> setters = Arrays.stream(AdapterProperties.class.getMethods())
                .map(java.lang.reflect.Method::getName)
                .filter(name -> name.startsWith("set"))
                .map(name -> Character.toLowerCase(name.charAt(3)) + name.substring(4))
                .toList();
        assertThat(properties().keySet()).containsExactlyInAnyOrderElementsOf(setters);
    }

    @Test
    void its_defaults_are_those_of_the_code() throws Exception {
        Map<String, String> given = new TreeMap<>(properties());
        given.values().removeIf(String::isEmpty);
        given.put("hostname", "mx.example.net");
        SmtpSettings described = new AdapterSettings(given).read();
        SmtpSettings standard = new AdapterSettings(Map.of("hostname", "mx.example.net")).read();
        assertThat(described).isEqualTo(standard);
    }

    @Test
    void the_documentation_lists_them_with_their_defaults() throws Exception {
        String page = Files.readString(Path.of("../docs/adapter.md"));
        properties()
                .forEach((name, value) -> assertThat(page)
                        .contains("| `" + name + "` | " + (value.isEmpty() ? "–" : "`" + value + "`") + " |"));
    }

    @Test
    void the_servers_script_sets_every_one_with_its_default() throws Exception {
        Map<String, String> set = new TreeMap<>();
        Pattern line = Pattern.compile("config-properties=(\\w+):add\\(value=\"(?:\\$\\{[^:}]+:)?([^}\"]*)");
        for (String text : Files.readAllLines(Path.of("../wildfly-config/configure-adapter.cli"))) {
            Matcher matcher = line.matcher(text);
            if (!text.startsWith("#") && matcher.find()) {
                set.put(matcher.group(1), matcher.group(2).strip());
            }
        }
        Map<String, String> wanted = new TreeMap<>(properties());
        // These the assembled server has otherwise: the original's default, and a directory of its own.
        assertThat(set.remove("tlsHotReload")).isEqualTo("false");
        assertThat(set.remove("spoolDirectory")).isNotEmpty();
        wanted.keySet().removeAll(List.of("tlsHotReload", "spoolDirectory"));
        assertThat(set).isEqualTo(wanted);
    }

    private static Map<String, String> properties() throws Exception {
        Document document;
        try (InputStream in = Files.newInputStream(Path.of("src/main/rar/META-INF/ra.xml"))) {
            document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in);
        }
        Map<String, String> result = new TreeMap<>();
        for (Element property : elements(
                (Element) document.getElementsByTagName("resourceadapter").item(0))) {
            NodeList value = property.getElementsByTagName("config-property-value");
            result.put(
                    property.getElementsByTagName("config-property-name")
                            .item(0)
                            .getTextContent(),
                    value.getLength() == 0 ? "" : value.item(0).getTextContent());
        }
        return result;
    }

    private static List<Element> elements(Element parent) {
        List<Element> result = new ArrayList<>();
        NodeList children = parent.getChildNodes();
        for (int i = 0; i < children.getLength(); i++) {
            if (children.item(i) instanceof Element element
                    && element.getTagName().equals("config-property")) {
                result.add(element);
            }
        }
        return result;
    }
}
