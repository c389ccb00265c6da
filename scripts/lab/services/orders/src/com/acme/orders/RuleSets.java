package com.acme.orders;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Loads the rules again whenever they may have changed, and keeps every version: the jvm-class-loaders scenario. */
final class RuleSets {
    private final List<RuleSet> versions = new ArrayList<>();
    private final Map<String, byte[]> classes = classesBelow(Path.of("/app/classes"));
    private final MemoryPoolMXBean metaspace = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getName().equals("Metaspace"))
            .findFirst()
            .orElseThrow();
    private final long before = metaspace.getUsage().getUsed();

    void reload(long dueBytes) {
        while (metaspace.getUsage().getUsed() - before < dueBytes) versions.add(new RuleSet(classes));
    }

    private static Map<String, byte[]> classesBelow(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            Map<String, byte[]> found = new HashMap<>();
            for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
                String name = folder.relativize(file).toString().replace('/', '.');
                found.put(name.substring(0, name.length() - ".class".length()), Files.readAllBytes(file));
            }
            return found;
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /** One version of the rules: classes of its own, which are never unloaded while the version is kept. */
    private static final class RuleSet extends ClassLoader {
        private final Map<String, byte[]> classes;
        private final List<Class<?>> loaded = new ArrayList<>();

        RuleSet(Map<String, byte[]> classes) {
            super(RuleSets.class.getClassLoader());
            this.classes = classes;
            try {
                for (String name : classes.keySet()) loaded.add(loadClass(name, true));
            } catch (ClassNotFoundException error) {
                throw new IllegalStateException(error);
            }
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            byte[] code = classes.get(name);
            if (code == null) return super.loadClass(name, resolve);
            Class<?> known = findLoadedClass(name);
            Class<?> found = known == null ? defineClass(name, code, 0, code.length) : known;
            if (resolve) resolveClass(found);
            return found;
        }
    }
}
