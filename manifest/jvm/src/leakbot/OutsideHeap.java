package leakbot;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;

/** What the JVM has outside its heap: classes by their loader, compiled code, direct buffers, and the rest where NMT is on. */
final class OutsideHeap {
    private static final String TYPE = "outside_heap";
    /** {@code 0x… 0x… 0x… 12 6144 3000 com.acme.Plugin$Loader} of VM.classloader_stats. */
    private static final Pattern LOADER =
            Pattern.compile("^0x\\S+ +0x\\S+ +0x\\S+ +\\d+ +(\\d+) +\\d+ +(\\S.*?) *$", Pattern.MULTILINE);
    /** {@code - Thread (reserved=19506KB, committed=802KB)} of VM.native_memory. */
    private static final Pattern CATEGORY =
            Pattern.compile("^- +(\\S[^(]*?) \\(reserved=\\d+KB, committed=(\\d+)KB\\)", Pattern.MULTILINE);
    /** The heap, and what is counted more exactly beside. */
    private static final List<String> COUNTED =
            List.of("Java Heap", "Class", "Metaspace", "Shared class space", "Code");

    private OutsideHeap() {}

    static void addTo(Pprof pprof, Births births) throws JMException {
        classes(pprof, births);
        long code = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getName().startsWith("Code")) code += pool.getUsage().getUsed();
        }
        alone(pprof, "compiled code", code);
        if (!List.of("", "off").contains(ProcessMemory.option("NativeMemoryTracking"))) {
            Matcher category = CATEGORY.matcher(Diagnostics.ask("vmNativeMemory", "summary"));
            while (category.find()) {
                if (COUNTED.contains(category.group(1))) continue;
                long bytes = Long.parseLong(category.group(2)) * 1024;
                // Direct buffers are among what has no category of its own.
                if (category.group(1).equals("Other")) bytes = Math.max(0, bytes - directBuffers());
                alone(pprof, "native: " + category.group(1), bytes);
            }
        }
    }

    static long directBuffers() {
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            if (pool.getName().equals("direct")) return Math.max(0, pool.getMemoryUsed());
        }
        return 0;
    }

    static void alone(Pprof pprof, String what, long bytes) {
        if (bytes > 0) pprof.sample(List.of(Pprof.Frame.named("[" + what + "]")), Map.of(TYPE, bytes), Map.of());
    }

    /** Those of one class of loaders together, shared among the lines that defined their classes. */
    private static void classes(Pprof pprof, Births births) throws JMException {
        Map<String, Long> byLoader = new TreeMap<>();
        Matcher row = LOADER.matcher(Diagnostics.ask("vmClassloaderStats"));
        while (row.find()) byLoader.merge(Names.of(row.group(2)), Long.parseLong(row.group(1)), Long::sum);
        long unit = unitOf(byLoader.values().stream().mapToLong(Long::longValue).sum());
        byLoader.replaceAll((loader, size) -> size * unit);
        byLoader.forEach((loader, bytes) -> {
            Map<List<Pprof.Frame>, Integer> stacks = isBuiltIn(loader) ? Map.of() : births.definedBy(loader);
            long all = stacks.values().stream().mapToLong(Integer::longValue).sum();
            Map<String, String> labels = Map.of("class", "classes of " + loader);
            if (all == 0) {
                pprof.sample(List.of(Pprof.Frame.named("[classes of " + loader + "]")), Map.of(TYPE, bytes), labels);
            }
            stacks.forEach((stack, count) -> pprof.sample(stack, Map.of(TYPE, bytes * count / all), labels));
        });
    }

    /** JDK 17 counts in words what others count in bytes: the metaspace as a whole, which is always in bytes, shows which. */
    private static long unitOf(long all) {
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (pool.getName().equals("Metaspace") && pool.getUsage().getUsed() > 3 * all) return Long.BYTES;
        }
        return 1;
    }

    /** Its classes live as long as the process. */
    static boolean isBuiltIn(String loader) {
        return loader.startsWith("<") || loader.startsWith("jdk.internal.loader.");
    }
}
