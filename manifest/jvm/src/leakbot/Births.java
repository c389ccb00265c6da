package leakbot;

import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jdk.jfr.consumer.RecordedClassLoader;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;

/**
 * On which lines threads were started and classes defined, by the events of Flight Recorder (jdk.ThreadStart, with a stack
 * from JDK 15 on, and jdk.ClassDefine). An event is seen once: what is to be known later is kept here.
 */
final class Births {
    static final String THREAD = "jdk.ThreadStart";
    static final String CLASS = "jdk.ClassDefine";
    /** Stacks of one kind of class loader; a startup has thousands, a leak the same few again and again. */
    private static final int MOST_STACKS = 64;

    private final Map<Long, List<Pprof.Frame>> starts = new HashMap<>();
    private final Map<String, Map<List<Pprof.Frame>, Integer>> definitions = new HashMap<>();
    private Instant seen = Instant.MIN;
    private Instant latest = Instant.MIN;

    void note(RecordedEvent event) {
        if (!event.getStartTime().isAfter(seen)) return;
        if (event.getStartTime().isAfter(latest)) latest = event.getStartTime();
        if (event.getStackTrace() == null) return;
        if (event.getEventType().getName().equals(THREAD)) {
            RecordedThread thread = event.getThread("thread");
            if (thread != null) starts.put(thread.getJavaThreadId(), OldObjects.framesOf(event));
            return;
        }
        RecordedClassLoader loader = event.getValue("definingClassLoader");
        if (loader == null || loader.getType() == null) return;
        String type = Names.of(loader.getType().getName());
        if (OutsideHeap.isBuiltIn(type)) return;
        List<Pprof.Frame> stack = OldObjects.framesOf(event);
        Map<List<Pprof.Frame>, Integer> stacks =
                definitions.computeIfAbsent(type, unknown -> new HashMap<>());
        if (stacks.containsKey(stack) || stacks.size() < MOST_STACKS) stacks.merge(stack, 1, Integer::sum);
    }

    /** All events of a dump were noted: a later dump may hold them again. */
    void dumped() {
        seen = latest;
    }

    /** The stack that started a thread; empty where that is not known. */
    List<Pprof.Frame> startOf(long thread) {
        return starts.getOrDefault(thread, List.of());
    }

    /** Forgets the threads that have ended. */
    void keepOnly(long[] alive) {
        Set<Long> ids = new HashSet<>();
        for (long id : alive) ids.add(id);
        starts.keySet().retainAll(ids);
    }

    /** How many classes each stack defined by loaders of a class. */
    Map<List<Pprof.Frame>, Integer> definedBy(String loader) {
        return definitions.getOrDefault(loader, Collections.emptyMap());
    }
}
