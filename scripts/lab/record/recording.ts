import type { Instant } from '../../../src/foundation/clock.ts';
import type { Bytes } from '../../../src/measurement/bytes.ts';
import type { TimeRange } from '../../../src/measurement/time.ts';
import type { Runtime } from '../../../src/service/service.ts';
import type { LabEvent } from '../cluster/event.ts';
import type { Tools } from '../requirements.ts';
import type { ScenarioName } from '../scenario.ts';

/** The shape of `recording.json`; times are milliseconds since the epoch. */
export interface Recording {
  readonly scenario: ScenarioName;
  readonly title: string;
  /** The kind of finding that is right. */
  readonly finding: string;
  readonly command: string;
  readonly recordedAt: string;
  readonly tools: Tools['versions'];
  readonly service: {
    readonly name: string;
    readonly cluster: string;
    readonly namespace: string;
    readonly container: string;
    readonly runtime: Runtime;
    readonly revision: string;
    readonly repository: string;
    /** Where the image was built, when file names do not say. */
    readonly root?: string;
    readonly limitBytes: Bytes;
  };
  readonly range: TimeRange;
  /** What Alertmanager posted, byte for byte the JSON it sent. */
  readonly webhooks: readonly ReceivedWebhook[];
  readonly snapshots: readonly SnapshotEntry[];
  /** What really happened, as the supervisor saw it: not an input of an investigation. */
  readonly events: readonly LabEvent[];
}

export interface ReceivedWebhook {
  readonly receivedAt: Instant;
  readonly body: unknown;
}

export interface SnapshotEntry {
  readonly time: Instant;
  readonly pod: string;
  /** Base URL of the process. */
  readonly target: string;
  readonly kind: 'heap' | 'goroutine';
  /** Relative to the recording. */
  readonly file: string;
  /** When the process that it shows was started. */
  readonly processStart: Instant;
}
