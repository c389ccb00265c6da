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

    static String of(RecordedObject object) {
        List<String> links = new ArrayList<>();
        for (RecordedObject inner = object; inner != null && links.size() < MOST_LINKS; ) {
            RecordedObject reference = inner.getValue("referrer");
            RecordedObject outer = reference == null ? null : reference.getValue("object");
            if (outer == null) break;
            String link = linkOf(reference, outer);
            // The links of a list or of a bucket are many, and say the same.
            if (links.isEmpty() || !links.get(links.size() - 1).equals(link)) links.add(link);
            // How a class loader keeps the class is of no interest: its static field is what the code says.
            if (link.startsWith("static ")) break;
            inner = outer;
        }
        Collections.reverse(links);
        if (links.size() > 2 * SHOWN_ENDS) {
            List<String> end = links.subList(links.size() - SHOWN_ENDS, links.size());
            links = new ArrayList<>(links.subList(0, SHOWN_ENDS));
            links.add("…");
            links.addAll(end);
        }
        return String.join(" → ", links);
    }

    private static String linkOf(RecordedObject reference, RecordedObject outer) {
        RecordedClass type = outer.getValue("type");
        String owner = type == null ? "?" : Names.simple(Names.of(type.getName()));
        RecordedObject field = reference.getValue("field");
        if (field == null) return owner;
        boolean isStatic = Modifier.isStatic(((Number) field.getValue("modifiers")).intValue());
        if (!isStatic) return owner + "." + field.getString("name");
        String description = outer.getString("description");
        String named = description != null && description.startsWith("Class Name: ") ? description.substring(12) : owner;
        return "static " + Names.simple(named.replaceAll("\\.\\.\\.$", "")) + "." + field.getString("name");
    }
}
