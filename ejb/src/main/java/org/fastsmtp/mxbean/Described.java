package org.fastsmtp.mxbean;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import javax.management.DescriptorKey;

/** What a JMX client shows beside an attribute or operation. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Described {
    @DescriptorKey("describedAs")
    String value();

    /** E.g. {@code messages}, {@code seconds}; empty for words and flags. */
    @DescriptorKey("units")
    String units() default "";
}
