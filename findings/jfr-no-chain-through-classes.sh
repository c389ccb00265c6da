#!/usr/bin/env bash
# OpenJDK 17 and 25: what a leaking class loader keeps has no chain in jdk.OldObjectSample, however it is dumped.
#
# A program loads one class again and again, each time by a loader of its own, and keeps an object of it in a static list, as a
# listener that is never removed does. The object has an array of 8 kB, and the class has one in a static field. Both live as
# long as the loader, and the collector keeps them by the same list: object, its class, its loader, all classes of that. One would
# expect the chains of Flight Recorder (path-to-gc-roots=true) to lead from both arrays to the list.
# What comes instead: the array of the object has its chain; that of the class has none, and no root either, nor has a class or a
# loader that is followed. The walk goes from object to object by fields, and the way from an object to its class is no field: what
# is reached by it alone is not found.
# So that followed objects have no chain does not say that nothing keeps them, nor that no chain was asked for: of a plugin or an
# application that is reloaded it is what one sees. A heap dump has the way.
# Observed: with a chain 24 of 24 arrays of objects and 0 of 18 of classes (17), 15 of 15 and 0 of 17 (25).
# Needs a JDK 17 or later (java, javac). Exits with 1 when the behaviour is another one.
set -euo pipefail
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
mkdir plugin
cat > Rule.java <<'JAVA'
public class Rule {
  static final int[] TABLE = table();
  final byte[] state = state();

  static int[] table() {
    return new int[2000];
  }

  static byte[] state() {
    return new byte[8000];
  }
}
JAVA
cat > Leak.java <<'JAVA'
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.management.ObjectName;

public class Leak {
  static final List<Object> LISTENERS = new ArrayList<>();
  static volatile Object last;

  static final class Loader extends ClassLoader {
    Class<?> load(byte[] bytes) {
      return defineClass("Rule", bytes, 0, bytes.length);
    }
  }

  public static void main(String[] arguments) throws Exception {
    byte[] bytes = Files.readAllBytes(Path.of("plugin/Rule.class"));
    for (int i = 0; i < 3000; i++) {
      LISTENERS.add(new Loader().load(bytes).getDeclaredConstructor().newInstance());
      for (int garbage = 0; garbage < 30; garbage++) last = new byte[8192];
      if (i % 40 == 0) Thread.sleep(5);
    }
    System.gc();
    ManagementFactory.getPlatformMBeanServer().invoke(
        new ObjectName("com.sun.management:type=DiagnosticCommand"), "jfrDump",
        new Object[] {new String[] {"filename=leak.jfr", "path-to-gc-roots=true"}}, new String[] {String[].class.getName()});
    System.out.println(LISTENERS.size());
  }
}
JAVA
cat > Count.java <<'JAVA'
import java.nio.file.Path;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedObject;
import jdk.jfr.consumer.RecordingFile;

public class Count {
  public static void main(String[] arguments) throws Exception {
    int[][] of = new int[2][2];
    for (RecordedEvent event : RecordingFile.readAllEvents(Path.of("leak.jfr"))) {
      if (!event.getEventType().getName().equals("jdk.OldObjectSample") || event.getStackTrace() == null) continue;
      String by = event.getStackTrace().getFrames().get(0).getMethod().getName();
      if (!by.equals("table") && !by.equals("state")) continue;
      RecordedObject object = event.getValue("object");
      of[by.equals("state") ? 0 : 1][object.getValue("referrer") == null ? 1 : 0]++;
    }
    System.out.println("objects=" + of[0][0] + "/" + (of[0][0] + of[0][1]) + " classes=" + of[1][0] + "/" + (of[1][0] + of[1][1]));
  }
}
JAVA
javac -d plugin Rule.java
javac Leak.java Count.java
java -Xmx256m -XX:+UseSerialGC -XX:StartFlightRecording=settings=profile Leak > printed.txt
said=$(java Count)
echo "$(java -version 2>&1 | head -1): loaders that are kept: $(tail -1 printed.txt); arrays with a chain: $said"
[[ "$said" =~ ^objects=([0-9]+)/([0-9]+)\ classes=([0-9]+)/([0-9]+)$ ]]
[ "${BASH_REMATCH[1]}" -ge 5 ] && [ $((BASH_REMATCH[1] * 10)) -ge $((BASH_REMATCH[2] * 8)) ] && [ "${BASH_REMATCH[3]}" = 0 ] && [ "${BASH_REMATCH[4]}" -ge 5 ]
