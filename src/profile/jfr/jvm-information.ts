import type { ProfiledProcess } from '../profile.ts';
import type { RecordedEvent } from './recording.ts';

/** How a JVM was started. Recordings of the settings of the JDK have one in each chunk, others none. */
export const JVM_INFORMATION = 'jdk.JVMInformation';

export interface JvmInformation {
  readonly process: ProfiledProcess | undefined;
  /** `old-object-queue-size` of -XX:FlightRecorderOptions; undefined where it was not set. */
  readonly queueSize: number | undefined;
}

/** What the event says; its start is in milliseconds since 1970, whatever the ticks of the recording are (metadata.xml). */
export function jvmInformationOf({ fields }: RecordedEvent): JvmInformation {
  const [pid, startedAt] = [Number(fields.long('pid') ?? 0), Number(fields.long('jvmStartTime') ?? 0)];
  const size = Number(/old-object-queue-size=(\d{1,9})\b/.exec(fields.text('jvmArguments'))?.[1] ?? 0);
  return {
    process: pid > 0 && startedAt > 0 ? { pid, startedAt } : undefined,
    queueSize: size > 0 ? size : undefined,
  };
}
