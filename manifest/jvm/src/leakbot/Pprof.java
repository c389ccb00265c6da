package leakbot;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

    private final Map<String, Integer> strings = new LinkedHashMap<>();
    private final Map<String, Integer> functions = new HashMap<>();
    private final Map<String, Integer> locations = new HashMap<>();
    private final Message profile = new Message();

    /** A place in a source file. */
    static final class Frame {
        final String function;
        final String file;
        final int line;

        Frame(String function, String file, int line) {
            this.function = function;
            this.file = file;
            this.line = line;
        }
    }

    Pprof(String... typesAndUnits) {
        string("");
        for (int at = 0; at < typesAndUnits.length; at += 2) {
            profile.message(1, new Message().number(1, string(typesAndUnits[at])).number(2, string(typesAndUnits[at + 1])));
        }
        profile.number(9, System.currentTimeMillis() * 1_000_000);
        profile.number(14, string(typesAndUnits[typesAndUnits.length - 2]));
    }

    void comment(String text) {
        profile.number(13, string(text));
    }

    /** Frames with the leaf first, one value for each type. */
    void sample(List<Frame> frames, long[] values, Map<String, String> labels) {
        Message sample = new Message();
        for (Frame frame : frames) sample.number(1, location(frame));
        for (long value : values) sample.number(2, value);
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
        String key = frame.function + '\n' + frame.file + '\n' + frame.line;
        Integer known = locations.get(key);
        if (known != null) return known;
        int id = locations.size() + 1;
        locations.put(key, id);
        Message line = new Message().number(1, function(frame)).number(2, frame.line);
        profile.message(4, new Message().number(1, id).message(4, line));
        return id;
    }

    private int function(Frame frame) {
        String key = frame.function + '\n' + frame.file;
        Integer known = functions.get(key);
        if (known != null) return known;
        int id = functions.size() + 1;
        functions.put(key, id);
        int name = string(Objects.requireNonNull(frame.function));
        profile.message(5, new Message().number(1, id).number(2, name).number(3, name).number(4, string(frame.file)));
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
