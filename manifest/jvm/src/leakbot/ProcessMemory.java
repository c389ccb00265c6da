package leakbot;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** What the JVM and the kernel report about the memory of this process. */
final class ProcessMemory {
    private ProcessMemory() {}

    /** What the latest collection left in the heap; before the first one, what is in use. */
    static long heapAfterCollection() {
        GcInfo latest = null;
        for (java.lang.management.GarbageCollectorMXBean each : ManagementFactory.getGarbageCollectorMXBeans()) {
            GcInfo info = each instanceof GarbageCollectorMXBean ? ((GarbageCollectorMXBean) each).getLastGcInfo() : null;
            if (info != null && (latest == null || info.getEndTime() > latest.getEndTime())) latest = info;
        }
        if (latest == null) return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        Map<String, MemoryUsage> after = latest.getMemoryUsageAfterGc();
        long sum = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage usage = after.get(pool.getName());
            if (pool.getType() == MemoryType.HEAP && usage != null) sum += usage.getUsed();
        }
        return sum;
    }

    /** Resident memory as a share of what the container, or the machine, has; 0 where the kernel does not say. */
    @SuppressWarnings("deprecation") // The name that JDK 11 has as well.
    static double shareOfLimit() {
        long limit = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalPhysicalMemorySize();
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmRSS:")) return limit <= 0 ? 0 : Long.parseLong(line.replaceAll("\\D", "")) * 1024.0 / limit;
            }
        } catch (IOException | NumberFormatException unknown) {
            return 0;
        }
        return 0;
    }

    /** The value of an option of the JVM; empty where it has none of that name. */
    static String option(String name) {
        try {
            return ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).getVMOption(name).getValue();
        } catch (IllegalArgumentException unknown) {
            return "";
        }
    }
}
