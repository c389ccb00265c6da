import type { AlertKind } from './alert.ts';

type Labels = Readonly<Record<string, string>>;

/** In capitals anywhere (`ContainerOOM`); in small letters only where it cannot be part of `room`. */
const OOM = /OOM|(?:^|[^a-zA-Z])oom(?:$|[^a-zA-Z])|oom[-_ ]?kill|[oO]ut[-_ ]?[oO]f[-_ ]?[mM]emory/;
const RESTARTS = /restart|crash[-_ ]?loop|flapping/i;

/**
 * What kind of alert it is; undefined for one that is none of Leakbot's business. A label or annotation
 * `leakbot: oom-kill | restart-spike | ignore` decides for itself; else the reason and the rule's name tell.
 */
export function alertKind(labels: Labels, annotations: Labels): AlertKind | undefined {
  const wish = labels['leakbot'] ?? annotations['leakbot'];
  if (wish === 'ignore') return undefined;
  if (wish === 'oom-kill' || wish === 'restart-spike') return wish;
  const name = labels['alertname'] ?? '';
  if (labels['reason'] === 'OOMKilled' || OOM.test(name)) return 'oom-kill';
  return RESTARTS.test(name) || labels['reason'] === 'CrashLoopBackOff' ? 'restart-spike' : undefined;
}
