package leakbot;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;

/** How many bytes the objects of each class have: exact, after a full collection that it makes. */
final class ClassHistogram {
    private static final Pattern ROW = Pattern.compile("^ *\\d+: +\\d+ +(\\d+) +(\\S+)", Pattern.MULTILINE);

    /** As {@code jcmd PID GC.class_histogram} prints it. */
    final String text;

    final Map<String, Long> bytes = new HashMap<>();
    final long total;
    private final long taken = System.nanoTime();

    private ClassHistogram(String text) {
        this.text = text;
        Matcher row = ROW.matcher(text);
        long sum = 0;
        while (row.find()) {
            long size = Long.parseLong(row.group(1));
            sum += size;
            bytes.merge(Names.of(row.group(2)), size, Long::sum);
        }
        total = sum;
    }

    static ClassHistogram take() throws JMException {
        return new ClassHistogram(Diagnostics.ask("gcClassHistogram"));
    }

    long ageSeconds() {
        return (System.nanoTime() - taken) / 1_000_000_000;
    }
}
