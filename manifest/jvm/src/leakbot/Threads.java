package leakbot;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The threads that live, by the pool that their name shows and by the line that started them. */
final class Threads {
    private final long[] ids = ManagementFactory.getThreadMXBean().getAllThreadIds();
    private final ThreadInfo[] infos = ManagementFactory.getThreadMXBean().getThreadInfo(ids, 0);

    private Threads() {}

    /** Those of now: whose start is to be known, they are to be listed before the dump that has it. */
    static Threads now() {
        return new Threads();
    }

    void addTo(Pprof pprof, Births births) {
        Map<String, Map<List<Pprof.Frame>, Long>> pools = new HashMap<>();
        for (ThreadInfo info : infos) {
            if (info == null) continue;
            pools.computeIfAbsent(poolOf(info.getThreadName()), unknown -> new HashMap<>())
                    .merge(births.startOf(info.getThreadId()), 1L, Long::sum);
        }
        births.keepOnly(ids);
        pools.forEach((pool, stacks) -> stacks.forEach((stack, count) -> pprof.sample(
                stack.isEmpty() ? List.of(Pprof.Frame.named("[threads " + pool + "]")) : stack,
                Map.of("threads", count),
                Map.of("class", "threads " + pool))));
    }

    /** {@code http-nio-8080-exec-7} is {@code http-nio-#-exec-#}. */
    static String poolOf(String name) {
        return name.replaceAll("\\d+", "#");
    }
}
