package leakbot;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedObject;
import jdk.jfr.consumer.RecordingFile;

/**
 * The objects that the JVM itself follows (jdk.OldObjectSample): it picks some of those that are allocated, more likely where
 * much is, and drops them when they are collected. What is left is a sample of what survives, with its allocation site.
 */
final class OldObjects {
    private static final String EVENT = "jdk.OldObjectSample";
    private static final int DEFAULT_TABLE = 256;
    /** With all threads stopped; the walk ends there, and what it found by then is in the dump. */
    private static final String LONGEST_WALK = "200 ms";

    private final Recording recording = new Recording();
    private final Births births = new Births();

    /** Begins to follow allocations. The first use of Flight Recorder in a process takes a moment: not on the way to main. */
    void start() {
        recording.setName("leakbot");
        recording.enable(EVENT).withStackTrace().with("cutoff", "0 ns");
        recording.enable(Births.THREAD).withStackTrace();
        recording.enable(Births.CLASS).withStackTrace();
        // Every dump has all survivors once more: nothing of earlier ones is needed.
        recording.setMaxAge(Duration.ofMillis(1));
        recording.start();
    }

    /** A recording with what lives now, and with what keeps it where asked for. */
    byte[] recording(boolean chains) throws IOException {
        Path file = dump(chains);
        try {
            // A dump is the only one that has what was started before it.
            lastDump(file);
            return Files.readAllBytes(file);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** The same as a gzipped pprof profile, weighed by the histogram where there is one. */
    byte[] profile(boolean chains, ClassHistogram histogram) throws IOException, JMException {
        Threads threads = Threads.now();
        Path file = dump(chains);
        try {
            return profileOf(lastDump(file), histogram, threads);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private Path dump(boolean chains) throws IOException {
        recording.enable(EVENT).with("cutoff", chains ? LONGEST_WALK : "0 ns");
        Path file = Files.createTempFile("leakbot", ".jfr");
        recording.dump(file);
        return file;
    }

    /** All events of one dump have one start; the file may hold those of an earlier one. */
    private List<RecordedEvent> lastDump(Path file) throws IOException {
        List<RecordedEvent> last = new ArrayList<>();
        Instant start = Instant.MIN;
        try (RecordingFile events = new RecordingFile(file)) {
            while (events.hasMoreEvents()) {
                RecordedEvent event = events.readEvent();
                String type = event.getEventType().getName();
                if (type.equals(Births.THREAD) || type.equals(Births.CLASS)) births.note(event);
                if (!type.equals(EVENT)) continue;
                if (event.getStartTime().isAfter(start)) {
                    last.clear();
                    start = event.getStartTime();
                }
                if (event.getStartTime().equals(start)) last.add(event);
            }
        }
        births.dumped();
        return last;
    }

    private byte[] profileOf(List<RecordedEvent> events, ClassHistogram histogram, Threads threads)
            throws IOException, JMException {
        Pprof pprof = new Pprof(
                "inuse_space",
                "old_object_samples",
                "count",
                "inuse_space",
                "bytes",
                "outside_heap",
                "bytes",
                "threads",
                "count");
        // So that two profiles of two processes are not compared as if they were of one.
        pprof.comment("process " + ProcessHandle.current().pid() + ", started "
                + Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()));
        heap(pprof, events, histogram);
        buffers(pprof, events);
        OutsideHeap.addTo(pprof, births);
        threads.addTo(pprof, births);
        return pprof.gzipped();
    }

    private static void heap(Pprof pprof, List<RecordedEvent> events, ClassHistogram histogram) {
        long heap = ProcessMemory.heapAfterCollection();
        int table = tableSize();
        boolean full = events.size() >= table * 0.95;
        pprof.comment("the JVM follows at most " + table + " objects at a time (jdk.OldObjectSample); " + events.size()
                + " of them are alive and older than the last collection"
                + (full ? ": so many that a new one displaces another, a small one first" : ""));
        pprof.comment("inuse_space is an estimate of the " + heap + " bytes that the last collection left in the heap: "
                + (histogram == null
                        ? "each sample stands for the same part (with histogram=on, for its part of its class)"
                        : "each sample stands for its part of its class in the histogram of " + histogram.ageSeconds() + " s ago"));
        long[] weights = histogram == null ? equally(heap, events.size()) : byClass(heap, events, histogram);
        for (int at = 0; at < events.size(); at++) {
            RecordedEvent event = events.get(at);
            pprof.sample(framesOf(event), Map.of("old_object_samples", 1L, "inuse_space", weights[at]), labelsOf(event));
        }
        long rest = heap - Arrays.stream(weights).sum();
        if (rest > 0) {
            pprof.sample(List.of(Pprof.Frame.named("[objects without a sample]")), Map.of("inuse_space", rest), Map.of());
        }
    }

    /** Direct buffers by those of their small objects in the heap that are followed: each for the same part. */
    private static void buffers(Pprof pprof, List<RecordedEvent> events) {
        List<List<Pprof.Frame>> sites = new ArrayList<>();
        for (RecordedEvent event : events) {
            List<Pprof.Frame> frames = framesOf(event);
            if (frames.stream().anyMatch(frame -> frame.function.equals("java.nio.ByteBuffer.allocateDirect"))) sites.add(frames);
        }
        long bytes = OutsideHeap.directBuffers();
        if (sites.isEmpty()) OutsideHeap.alone(pprof, "direct buffers without a sample", bytes);
        long[] weights = equally(bytes, sites.size());
        for (int at = 0; at < weights.length; at++) {
            pprof.sample(sites.get(at), Map.of("outside_heap", weights[at]), Map.of("class", "direct buffers"));
        }
    }

    static List<Pprof.Frame> framesOf(RecordedEvent event) {
        List<Pprof.Frame> frames = new ArrayList<>();
        if (event.getStackTrace() != null) {
            for (RecordedFrame frame : event.getStackTrace().getFrames()) frames.add(frameOf(frame));
        }
        return frames;
    }

    /** What the division leaves goes to the later ones, so that all add up. */
    private static long[] equally(long heap, int count) {
        long[] weights = new long[count];
        for (int at = 0; at < count; at++) weights[at] = heap * (at + 1) / count - heap * at / count;
        return weights;
    }

    /** The part of its class, as of the histogram, of the heap of now; the classes that have no sample keep theirs. */
    private static long[] byClass(long heap, List<RecordedEvent> events, ClassHistogram histogram) {
        Map<String, Integer> samples = new HashMap<>();
        for (RecordedEvent event : events) samples.merge(classOf(event), 1, Integer::sum);
        long[] weights = new long[events.size()];
        for (int at = 0; at < weights.length; at++) {
            String type = classOf(events.get(at));
            double share = (double) histogram.bytes.getOrDefault(type, 0L) / Math.max(1, histogram.total);
            weights[at] = (long) (heap * share / samples.get(type));
        }
        return weights;
    }

    private static String classOf(RecordedEvent event) {
        RecordedObject object = event.getValue("object");
        RecordedClass type = object == null ? null : object.getValue("type");
        return type == null ? "" : Names.of(type.getName());
    }

    private static Pprof.Frame frameOf(RecordedFrame frame) {
        String type = Names.of(frame.getMethod().getType().getName());
        return new Pprof.Frame(type + "." + frame.getMethod().getName(), type, Math.max(0, frame.getLineNumber()));
    }

    private static Map<String, String> labelsOf(RecordedEvent event) {
        Map<String, String> labels = new LinkedHashMap<>();
        String type = classOf(event);
        if (!type.isEmpty()) labels.put("class", type);
        String holder = Holder.of(event.getValue("object"), event.getValue("root"));
        if (!holder.isEmpty()) labels.put("holder", holder);
        return labels;
    }

    /** {@code -XX:FlightRecorderOptions=old-object-queue-size=N} */
    private static int tableSize() {
        Matcher set = Pattern.compile("old-object-queue-size=(\\d+)").matcher(ProcessMemory.option("FlightRecorderOptions"));
        return set.find() ? Integer.parseInt(set.group(1)) : DEFAULT_TABLE;
    }
}
