#!/usr/bin/env bash
# OpenJDK 17: in the chain that keeps an object alive, jdk.OldObjectSample calls a field of an instance by the name of a
# static field that has nothing to do with it.
#
# A Java program fills the map of a session. The map’s field is one of some forty of the session’s superclass; the session’s own
# class has thirty constants. One would expect the chain of Flight Recorder to read: array, node, table, the superclass’s field
# `entries`, the session, a variable on the main thread’s stack. What comes instead of `entries` is one of the constants of
# the session’s class, with the modifiers `static final`, although what refers to the map is an instance and no class, and the
# constant refers to something else. The event has no other trace of the real field. It seems that a field is looked up by its
# offset alone, in the object’s own class first: the offset of a static field counts in another object (the class’s mirror), and
# is below those of a small object’s fields, so that only classes of many fields are struck (sessions of a
# persistence library are). So a static field is one only where what refers is a class, and otherwise its name is unknown.
# Observed: of 18 chains through the session, 18 name a constant, 0 name the field; the same in two more runs. With Temurin 25
# (and memory so small that it collects) 147 of 147 name a constant too.
# Needs a JDK 17 (java, javac, jfr, jcmd). Exits with 1 when the behaviour is another one.
set -euo pipefail
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
repeat() { for n in $(seq "$1"); do printf "$2\n" "$n"; done; }
cat > Kept.java <<JAVA
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import javax.management.ObjectName;

class Base {
$(repeat 40 '  Object part%d = new Object();')
  final Map<Integer, byte[]> entries = new HashMap<>();
}

class Session extends Base {
$(repeat 30 '  static final Object CONSTANT_%d = new Object();')
}

public class Kept {
  public static void main(String[] arguments) throws Exception {
    Session session = new Session();
    for (int n = 0; n < 4_000; n++) {
      session.entries.put(n, new byte[8192]);
      if (n % 40 == 0) Thread.sleep(5);
    }
    ManagementFactory.getPlatformMBeanServer().invoke(
        new ObjectName("com.sun.management:type=DiagnosticCommand"), "jfrDump",
        new Object[] {new String[] {"filename=kept.jfr", "path-to-gc-roots=true"}}, new String[] {String[].class.getName()});
    System.out.println(session.entries.size());
  }
}
JAVA
javac Kept.java
java -Xmx128m -XX:+UseSerialGC -XX:StartFlightRecording=settings=profile Kept > printed.txt
jfr print --events jdk.OldObjectSample kept.jfr > events.txt
chains=$(grep -c ' : Session$' events.txt || true); constants=$(grep -c 'CONSTANT_[0-9]* : Session$' events.txt || true)
named=$(grep -c 'entries : Session$' events.txt || true)
echo "$(java -version 2>&1 | head -1): of $chains chains through the session, $constants name a constant, $named name the field"
[ "$chains" -gt 0 ] && [ "$constants" -gt 0 ] && [ "$named" -eq 0 ]
