package leakbot;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedObject;

/** What keeps an object, from the root: {@code static Quotes.CACHE → HashMap.table → HashMap$Node[] → Quote.payload}. */
final class Holder {
    private static final int MOST_LINKS = 5000;
    private static final int SHOWN_ENDS = 6;

    private Holder() {}

    static String of(RecordedObject object, RecordedObject root) {
        List<String> links = new ArrayList<>();
        boolean fromClass = false;
        for (RecordedObject inner = object; inner != null && links.size() < MOST_LINKS; ) {
            RecordedObject reference = inner.getValue("referrer");
            RecordedObject outer = reference == null ? null : reference.getValue("object");
            if (outer == null) break;
            String link = linkOf(reference, outer);
            // The links of a list or of a bucket are many, and say the same.
            if (links.isEmpty() || !links.get(links.size() - 1).equals(link)) links.add(link);
            // How a class loader keeps the class is of no interest: its static field is what the code says.
            fromClass = link.startsWith("static ");
            if (fromClass) break;
            inner = outer;
        }
        // Where no class keeps it, the thread does that works with it.
        String thread = fromClass || root == null ? null : threadOf(root);
        if (thread != null) links.add(thread);
        Collections.reverse(links);
        if (links.size() > 2 * SHOWN_ENDS) {
            List<String> end = links.subList(links.size() - SHOWN_ENDS, links.size());
            links = new ArrayList<>(links.subList(0, SHOWN_ENDS));
            links.add("…");
            links.addAll(end);
        }
        return String.join(" → ", links);
    }

    /** {@code (thread http-nio-8080-exec-#)}: those of a pool differ by their number. Null where the root is no thread. */
    private static String threadOf(RecordedObject root) {
        String description = root.getString("description");
        return description != null && description.startsWith("Thread Name: ")
                ? "(thread " + description.substring(13).replaceAll("\\d+$", "#") + ")"
                : null;
    }

    /**
     * The JVM finds the field of a reference by its place in the object, among all fields of the class, the static ones too: of a
     * field that was inherited it may name a static one at the same place of its class (JDK 17). Only a class has static fields:
     * what is said of an object is then not its field.
     */
    private static String linkOf(RecordedObject reference, RecordedObject outer) {
        RecordedClass type = outer.getValue("type");
        String owner = type == null ? "?" : Names.simple(Names.of(type.getName()));
        RecordedObject field = reference.getValue("field");
        if (field == null) return owner;
        boolean isStatic = Modifier.isStatic(((Number) field.getValue("modifiers")).intValue());
        if (!isStatic) return owner + "." + field.getString("name");
        if (type == null || !type.getName().equals("java.lang.Class")) return owner;
        String description = outer.getString("description");
        String named = description != null && description.startsWith("Class Name: ") ? description.substring(12) : owner;
        return "static " + Names.simple(named.replaceAll("\\.\\.\\.$", "")) + "." + field.getString("name");
    }
}
