package leakbot;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The file that a class was compiled from, which a recording does not name: {@code WatchDesk.kt}. */
final class SourceFiles {
    private static final int MAGIC = 0xCAFEBABE;
    private static final int MOST_KNOWN = 20_000;
    /** Class loaders that are asked: a leak of them must not make this slow. */
    private static final int MOST_LOADERS = 16;

    private static final Map<String, String> KNOWN = new ConcurrentHashMap<>();
    /** Weakly: an application that is reloaded has to be able to go, whatever was looked at before. */
    private static volatile List<WeakReference<ClassLoader>> loaders = List.of(new WeakReference<>(ClassLoader.getSystemClassLoader()));

    private SourceFiles() {}

    /** Looks for classes where these were loaded too: Spring Boot has a loader of its own. */
    static void lookBehind(Class<?>... classes) {
        Set<ClassLoader> found = new LinkedHashSet<>();
        found.add(SourceFiles.class.getClassLoader());
        found.add(ClassLoader.getSystemClassLoader());
        found.add(Thread.currentThread().getContextClassLoader());
        for (Class<?> each : classes) {
            if (found.size() >= MOST_LOADERS) break;
            found.add(each.getClassLoader());
        }
        found.remove(null);
        loaders = found.stream().map(WeakReference::new).collect(Collectors.toUnmodifiableList());
    }

    /** By the class file; by the name of the outermost class where there is none to read. */
    static String of(String type) {
        String outermost = type.replaceAll("(?<=[^.$])\\$.*$", "");
        String known = KNOWN.get(outermost);
        if (known != null) return known;
        String read = outermost.startsWith("java.") ? null : read(outermost.replace('.', '/') + ".class");
        String file = read == null ? Names.fileOf(type) : read;
        if (KNOWN.size() < MOST_KNOWN) KNOWN.put(outermost, file);
        return file;
    }

    private static String read(String resource) {
        for (WeakReference<ClassLoader> known : loaders) {
            ClassLoader loader = known.get();
            if (loader == null) continue;
            try (InputStream bytes = loader.getResourceAsStream(resource)) {
                if (bytes != null) return sourceFile(new DataInputStream(new BufferedInputStream(bytes)));
            } catch (IOException | RuntimeException unreadable) {
                return null;
            }
        }
        return null;
    }

    /** The attribute SourceFile of a class file (JVM specification, chapter 4). */
    private static String sourceFile(DataInputStream in) throws IOException {
        if (in.readInt() != MAGIC) return null;
        in.readInt();
        String[] texts = constants(in);
        in.readNBytes(6);
        in.readNBytes(2 * in.readUnsignedShort());
        for (int fieldsThenMethods = 0; fieldsThenMethods < 2; fieldsThenMethods++) {
            for (int left = in.readUnsignedShort(); left > 0; left--) {
                in.readNBytes(6);
                attribute(in, texts, "");
            }
        }
        return attribute(in, texts, "SourceFile");
    }

    /** The texts of the constant pool, by index. */
    private static String[] constants(DataInputStream in) throws IOException {
        String[] texts = new String[in.readUnsignedShort()];
        for (int at = 1; at < texts.length; at++) {
            int tag = in.readUnsignedByte();
            if (tag == 1) texts[at] = in.readUTF();
            else if (tag == 15) in.readNBytes(3);
            else in.readNBytes(tag == 7 || tag == 8 || tag == 16 || tag == 19 || tag == 20 ? 2 : tag == 5 || tag == 6 ? 8 : 4);
            // A long or a double takes two places.
            if (tag == 5 || tag == 6) at++;
        }
        return texts;
    }

    /** Reads all attributes; the text that the wanted one refers to, null where there is none. */
    private static String attribute(DataInputStream in, String[] texts, String wanted) throws IOException {
        String found = null;
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            String name = texts[in.readUnsignedShort()];
            int length = in.readInt();
            if (wanted.equals(name)) found = texts[in.readUnsignedShort()];
            else in.readNBytes(length);
        }
        return found;
    }
}
