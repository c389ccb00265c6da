package leakbot;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;

/** Writes a profile in the format of pprof (profile.proto), by hand: it is a few fields of protobuf. */
final class Pprof {
    private static final int VARINT = 0;
    private static final int BYTES = 2;

    private final List<String> types = new ArrayList<>();
    private final Map<String, Integer> strings = new LinkedHashMap<>();
    private final Map<String, Integer> functions = new HashMap<>();
    private final Map<String, Integer> locations = new HashMap<>();
    private final Message profile = new Message();

    /** A place in a source file. */
    static final class Frame {
        final String function;
        /** The class whose file it stands in; empty where there is none. */
        final String type;
        final int line;

        Frame(String function, String type, int line) {
            this.function = function;
            this.type = type;
            this.line = line;
        }

        /** What has no place in a source file. */
        static Frame named(String function) {
            return new Frame(function, "", 0);
        }

        private String key() {
            return function + '\n' + type + '\n' + line;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Frame && key().equals(((Frame) other).key());
        }

        @Override
        public int hashCode() {
            return key().hashCode();
        }
    }

    /** Types of values with their units; {@code usual} is the one that is shown unless another is asked for. */
    Pprof(String usual, String... typesAndUnits) {
        string("");
        for (int at = 0; at < typesAndUnits.length; at += 2) {
            types.add(typesAndUnits[at]);
            profile.message(1, new Message().number(1, string(typesAndUnits[at])).number(2, string(typesAndUnits[at + 1])));
        }
        profile.number(9, System.currentTimeMillis() * 1_000_000);
        profile.number(14, string(usual));
    }

    void comment(String text) {
        profile.number(13, string(text));
    }

    /** Frames with the leaf first; the types that are left out are 0. */
    void sample(List<Frame> frames, Map<String, Long> values, Map<String, String> labels) {
        Message sample = new Message();
        for (Frame frame : frames) sample.number(1, location(frame));
        for (String type : types) sample.number(2, values.getOrDefault(type, 0L));
        labels.forEach((key, text) -> sample.message(3, new Message().number(1, string(key)).number(2, string(text))));
        profile.message(2, sample);
    }

    byte[] gzipped() throws IOException {
        for (String text : strings.keySet()) profile.bytes(6, text.getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            profile.out.writeTo(gzip);
        }
        return packed.toByteArray();
    }

    private int string(String text) {
        return strings.computeIfAbsent(text, unknown -> strings.size());
    }

    private int location(Frame frame) {
        String key = frame.key();
        Integer known = locations.get(key);
        if (known != null) return known;
        int id = locations.size() + 1;
        locations.put(key, id);
        Message line = new Message().number(1, function(frame)).number(2, frame.line);
        profile.message(4, new Message().number(1, id).message(4, line));
        return id;
    }

    private int function(Frame frame) {
        String key = frame.function + '\n' + frame.type;
        Integer known = functions.get(key);
        if (known != null) return known;
        int id = functions.size() + 1;
        functions.put(key, id);
        int name = string(Objects.requireNonNull(frame.function));
        // Read only here: most frames that are followed are never shown.
        int file = string(frame.type.isEmpty() ? "" : SourceFiles.of(frame.type));
        profile.message(5, new Message().number(1, id).number(2, name).number(3, name).number(4, file));
        return id;
    }

    private static final class Message {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message number(int field, long value) {
            varint((long) field << 3 | VARINT);
            varint(value);
            return this;
        }

        Message message(int field, Message inner) {
            return bytes(field, inner.out.toByteArray());
        }

        Message bytes(int field, byte[] content) {
            varint((long) field << 3 | BYTES);
            varint(content.length);
            out.writeBytes(content);
            return this;
        }

        private void varint(long value) {
            while ((value & ~0x7fL) != 0) {
                out.write((int) (value & 0x7f | 0x80));
                value >>>= 7;
            }
            out.write((int) value);
        }
    }
}
