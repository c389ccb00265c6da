package leakbot;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/** What {@code jcmd} asks of a JVM, asked by the JVM itself. */
final class Diagnostics {
    private Diagnostics() {}

    /** {@code gcClassHistogram} is {@code jcmd PID GC.class_histogram}. */
    static String ask(String operation, String... arguments) throws JMException {
        return (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        operation,
                        new Object[] {arguments},
                        new String[] {String[].class.getName()});
    }
}
