#!/usr/bin/env bash
# OpenJDK 17 and 25: weighing jdk.OldObjectSample by its objectSize counts the size of an object twice.
#
# A Java program keeps as many bytes in arrays of 200 bytes, of 2 KB and of 20 KB, and between them drops smaller ones. JDK 21 and later
# write the objectSize of each followed object, so one would expect the sum of these sizes to show what takes the heap. What comes
# instead: Flight Recorder looks at an object where a thread’s buffer is full, so that a class is followed about as often as it
# takes bytes: the three classes have a third of the objects each, as they have of the bytes; by the sum of objectSize the large ones
# have nearly all. So the share of objects is the estimate of a share of bytes, and objectSize only says how large one is. It holds
# of classes that are allocated apart from each other alone: what comes right after something large takes its place
# (jfr-old-objects-not-by-size.sh, which holds of JDK 25 as well).
# Observed with 25.0.3, G1: of 172 objects 34, 31 and 33 % (of the bytes of a class histogram 33, 29 and 29 %); by objectSize 1, 5 and
# 53 %, and in a run beside others 22, 37 and 39 % of 140 objects. With 17.0.15, which has no objectSize: 38, 26 and 35 % of 186.
# Needs a JDK 17 or later (java, javac, jfr) and python3. Exits with 1 when the behaviour is another one.
set -euo pipefail
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
cat > Sizes.java <<'JAVA'
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import javax.management.ObjectName;

public class Sizes {
  static final List<Object> KEPT = new ArrayList<>();
  static volatile Object dropped;

  static void drop() {
    for (int i = 0; i < 40; i++) dropped = new char[500];
  }

  static Object command(String operation, String... arguments) throws Exception {
    return ManagementFactory.getPlatformMBeanServer().invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"),
        operation, new Object[] {arguments}, new String[] {String[].class.getName()});
  }

  public static void main(String[] arguments) throws Exception {
    for (int i = 0; i < 1200; i++) {
      for (int k = 0; k < 100; k++) KEPT.add(new byte[200]);
      drop();
      for (int k = 0; k < 10; k++) KEPT.add(new short[1000]);
      drop();
      KEPT.add(new int[5000]);
      drop();
      Thread.sleep(5);
    }
    System.out.print(command("gcClassHistogram"));
    command("jfrDump", "filename=kept.jfr");
  }
}
JAVA
javac Sizes.java
java -Xmx200m -XX:+UseG1GC -XX:StartFlightRecording:settings=profile Sizes > histogram.txt
jfr print --json --stack-depth 1 --events jdk.OldObjectSample kept.jfr > events.json
python3 - <<'PY'
import collections, json, re
bytes_of = {}
for line in open("histogram.txt"):
    row = re.match(r"\s*\d+:\s+(\d+)\s+(\d+)\s+(\S+)", line)
    if row: bytes_of[row[3]] = int(row[2])
events = [each["values"] for each in json.load(open("events.json"))["recording"]["events"]]
dump = max(each["startTime"] for each in events)
objects, sizes = collections.Counter(), collections.Counter()
for each in events:
    if each["startTime"] != dump: continue
    name = each["object"]["type"]["name"]
    objects[name] += 1
    sizes[name] += each.get("objectSize", 0)
part = lambda of, name: of[name] / max(1, sum(of.values()))
for name in ("[B", "[S", "[I"):
    print(f"{name}: {part(bytes_of, name):.2f} of the bytes, {part(objects, name):.2f} of {sum(objects.values())} objects, {part(sizes, name):.2f} by objectSize")
small, large = "[B", "[I"
assert abs(part(objects, small) - part(bytes_of, small)) < 0.2 and abs(part(objects, large) - part(bytes_of, large)) < 0.2, "not as often as it takes bytes"
assert sum(sizes.values()) == 0 or part(sizes, small) < 0.1 and part(sizes, large) > 0.4, "objectSize weighs as the bytes do"
PY
