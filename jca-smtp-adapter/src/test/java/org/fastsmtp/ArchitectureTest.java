package org.fastsmtp;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@AnalyzeClasses(packages = "org.fastsmtp", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule smtp_knows_nothing_of_jakarta = noClasses()
            .that()
            .resideInAPackage("org.fastsmtp.smtp..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta..", "org.fastsmtp.adapter..");

    @ArchTest
    static final ArchRule only_one_class_knows_the_library = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("org.fastsmtp.smtp.listener.Host")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.subethamail..");

    @ArchTest
    static final ArchRule packages_have_no_cycles =
            slices().matching("org.fastsmtp.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule statics_do_not_change = fields().that()
            .areStatic()
            .and()
            .doNotHaveModifier(com.tngtech.archunit.core.domain.JavaModifier.SYNTHETIC)
            .should()
            .beFinal();

    @Test
    void every_package_says_what_it_is_for() throws Exception {
        try (Stream<Path> tree = Files.walk(Path.of("src/main/java"))) {
            List<Path> silent = tree.filter(Files::isDirectory)
                    .filter(ArchitectureTest::hasClasses)
                    .filter(directory -> !Files.exists(directory.resolve("package-info.java")))
                    .toList();
            assertThat(silent).isEmpty();
        }
    }

    private static boolean hasClasses(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.anyMatch(file -> file.toString().endsWith(".java"));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
