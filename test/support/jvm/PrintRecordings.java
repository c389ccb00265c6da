import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;
import jdk.jfr.EventType;

/**
 * Prints recordings as `jfr print --json` does, one after the other in one JVM, since that tool prints one a start. A line
 * of input is the path of a recording; its JSON goes beside it, and the answer is `printed`, or `refused` and why. Needs
 * --add-opens jdk.jfr/jdk.jfr.internal.tool=ALL-UNNAMED.
 */
public final class PrintRecordings {
    private final Constructor<?> writer;
    private final Method depth;
    private final Method filter;
    private final Method print;
    private final Predicate<EventType> wanted;

    private PrintRecordings(Set<String> events) throws ReflectiveOperationException {
        Class<?> writing = Class.forName("jdk.jfr.internal.tool.EventPrintWriter");
        writer = Class.forName("jdk.jfr.internal.tool.JSONWriter").getDeclaredConstructor(PrintWriter.class);
        depth = writing.getDeclaredMethod("setStackDepth", int.class);
        filter = writing.getDeclaredMethod("setEventFilter", Predicate.class);
        print = writing.getDeclaredMethod("print", Path.class);
        writer.setAccessible(true);
        for (Method method : new Method[] {depth, filter, print}) method.setAccessible(true);
        wanted = type -> events.contains(type.getName());
    }

    private String answer(String path) throws ReflectiveOperationException, IOException {
        try (PrintWriter out = new PrintWriter(path + ".json", StandardCharsets.UTF_8)) {
            Object json = writer.newInstance(out);
            depth.invoke(json, 2048);
            filter.invoke(json, wanted);
            print.invoke(json, Path.of(path));
            return "printed";
        } catch (InvocationTargetException thrown) {
            return "refused " + String.valueOf(thrown.getCause()).replace('\n', ' ');
        }
    }

    public static void main(String[] arguments) throws Exception {
        PrintRecordings all = new PrintRecordings(Set.of(arguments[0].split(",")));
        BufferedReader paths = new BufferedReader(new InputStreamReader(System.in));
        for (String path; (path = paths.readLine()) != null; ) System.out.println(all.answer(path));
    }
}
