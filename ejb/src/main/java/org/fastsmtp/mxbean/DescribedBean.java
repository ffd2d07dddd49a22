package org.fastsmtp.mxbean;

import java.util.Arrays;
import javax.management.DescriptorRead;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.NotificationEmitter;
import javax.management.StandardEmitterMBean;

/** An MXBean whose descriptions come from {@link Described}. */
public final class DescribedBean extends StandardEmitterMBean {
    /** @param notifications what it tells; a broadcaster of none, if nothing */
    public <T> DescribedBean(T implementation, Class<T> type, NotificationEmitter notifications) {
        super(implementation, type, true, notifications);
    }

    @Override
    protected String getDescription(MBeanInfo info) {
        return described(info, super.getDescription(info));
    }

    @Override
    protected String getDescription(MBeanFeatureInfo info) {
        return described(info, super.getDescription(info));
    }

    @Override
    protected String getDescription(MBeanAttributeInfo info) {
        return described(info, super.getDescription(info));
    }

    @Override
    protected String getDescription(MBeanOperationInfo info) {
        return described(info, super.getDescription(info));
    }

    /** By its name in the source, not {@code p0}. */
    @Override
    protected String getParameterName(MBeanOperationInfo operation, MBeanParameterInfo parameter, int sequence) {
        return Arrays.stream(getMBeanInterface().getMethods())
                .filter(method -> method.getName().equals(operation.getName()) && method.getParameterCount() > sequence)
                .map(method -> method.getParameters()[sequence].getName())
                .findFirst()
                .orElse(parameter.getName());
    }

    private static String described(DescriptorRead info, String otherwise) {
        Object text = info.getDescriptor().getFieldValue("describedAs");
        return text == null ? otherwise : text.toString();
    }
}
