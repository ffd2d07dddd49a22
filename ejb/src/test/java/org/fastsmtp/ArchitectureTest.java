package org.fastsmtp;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.core.domain.JavaModifier.STATIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The walls of STYLE and docs/architecture.md. */
@AnalyzeClasses(packages = "org.fastsmtp", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] PLAIN = {
        "org.fastsmtp.settings..",
        "org.fastsmtp.schema..",
        "org.fastsmtp.commit..",
        "org.fastsmtp.mail..",
        "org.fastsmtp.message..",
        "org.fastsmtp.authentication..",
        "org.fastsmtp.webhook..",
        "org.fastsmtp.archive.."
    };

    @ArchTest
    static final ArchRule plain_features_know_no_queue_and_no_rows_of_hibernate = noClasses()
            .that()
            .resideInAnyPackage(PLAIN)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.jms..", "jakarta.persistence..", "org.hibernate..");

    @ArchTest
    static final ArchRule features_do_not_go_in_circles =
            slices().matching("org.fastsmtp.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule finding_19_there_is_no_mutable_static =
            fields().that().areStatic().and(not(isSynthetic())).should(beConstant());

    @ArchTest
    static final ArchRule rows_stay_behind_their_feature = classes()
            .that()
            .areAnnotatedWith("jakarta.persistence.Entity")
            .should()
            .bePackagePrivate();

    @ArchTest
    static final ArchRule names_say_what_things_are = noClasses()
            .that()
            .areTopLevelClasses()
            .should()
            .haveNameMatching(".*(Impl|Manager|Helper|Util|Utils|Processor|Data|Info)");

    @Test
    void every_package_says_what_it_is_for() throws java.io.IOException {
        try (var folders = Files.walk(Path.of("src/main/java"))) {
            List<Path> silent = folders.filter(Files::isDirectory)
                    .filter(folder -> {
                        try (var files = Files.list(folder)) {
                            Set<String> names = files.map(
                                            file -> file.getFileName().toString())
                                    .collect(java.util.stream.Collectors.toSet());
                            return names.stream().anyMatch(name -> name.endsWith(".java"))
                                    && !names.contains("package-info.java");
                        } catch (java.io.IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    })
                    .toList();
            assertThat(silent).isEmpty();
        }
    }

    private static com.tngtech.archunit.base.DescribedPredicate<JavaField> isSynthetic() {
        return com.tngtech.archunit.base.DescribedPredicate.describe(
                "synthetic", field -> field.getName().contains("$"));
    }

    private static ArchCondition<JavaField> beConstant() {
        Set<String> mutable = Set.of(
                "java.util.concurrent.atomic.AtomicReference",
                "java.util.concurrent.atomic.AtomicLong",
                "java.util.concurrent.atomic.AtomicInteger",
                "java.util.concurrent.ConcurrentHashMap",
                "java.util.HashMap",
                "java.util.ArrayList");
        return new ArchCondition<>("be final and of an immutable type") {
            @Override
            public void check(JavaField field, ConditionEvents events) {
                JavaClass type = field.getRawType();
                boolean isConstant = field.getModifiers().contains(FINAL)
                        && field.getModifiers().contains(STATIC)
                        && !mutable.contains(type.getName());
                events.add(new SimpleConditionEvent(field, isConstant, field.getFullName()));
            }
        };
    }
}
