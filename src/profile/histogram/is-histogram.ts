/** ` num     #instances         #bytes  class name (module)`, after the pid that jcmd prints. */
const HEADING = /^(?:\d+:\r?\n)?\s*num\s+#instances\s+#bytes\s+class name/;

/** Bytes that are looked at: the heading has some 60, the pid before it fewer than 20. */
const HEAD_BYTES = 256;

/** Whether bytes are a class histogram of a JVM: `jcmd PID GC.class_histogram`, `jmap -histo`. */
export function isHistogram(bytes: Uint8Array): boolean {
  return HEADING.test(new TextDecoder('latin1').decode(bytes.subarray(0, HEAD_BYTES)));
}
