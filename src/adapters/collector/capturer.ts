import { namesOf, type Target } from '../../collection/target.ts';
import type { Capturer, ProcessOf } from '../../evidence/ports.ts';
import { workloadKey } from '../../service/service.ts';
import type { Collector } from './collector.ts';

export interface CapturerDependencies {
  /** Whom the collector visits now. */
  readonly targets: () => Promise<readonly Target[]>;
  readonly captureNow: Collector['captureNow'];
}

/**
 * Takes profiles of the collector's own targets. A process is found by its names among them, and only in its own
 * workload: a pod of that name in another namespace is another pod, and no address from an alert is ever asked.
 */
export function collectorCapturer({ targets, captureNow }: CapturerDependencies): Capturer {
  async function find({ service, names }: ProcessOf): Promise<Target | undefined> {
    const key = workloadKey(service.workload);
    const own = (await targets()).filter(({ workload }) => workload === key);
    return own.find((target) => namesOf(target).some((name) => names.includes(name)));
  }

  return {
    visits: (process) =>
      find(process).then(
        (target) => target !== undefined,
        () => false,
      ),

    async capture({ evenAtLimit, limit, ...process }, signal) {
      const target = await find(process);
      if (target === undefined) return { kind: 'failed', faults: [gone(process)] };
      const known = { ...target, memoryLimit: target.memoryLimit ?? limit };
      const capture = await captureNow(known, { gc: true, evenAtLimit }, signal);
      if (capture.kind !== 'captured') return capture;
      const profiles = capture.snapshots.map(({ kind, time, bytes }) => ({ kind, time, bytes }));
      return { kind: 'captured', profiles, faults: capture.faults };
    },
  };
}

function gone({ names, service }: ProcessOf) {
  return {
    missing: `The collector no longer visits ${names.join(', ')}: the pod is gone, or it was taken out of leakbot.yaml.`,
    fix: `Look again, up to now, and choose a pod that runs; else list its address under services[].targets of ${service.workload.name}.`,
  };
}
