import { PROFILE_KINDS } from '../profile/kind.ts';
import type { Runtime } from '../runtime/runtimes.ts';
import { playbookFor } from './playbook.ts';

type SoughtKind = (typeof PROFILE_KINDS)[number];

/** The kinds of profile that the playbook of a runtime compares; all where the runtime is not known. */
export function comparedKinds(runtime: Runtime | undefined): readonly SoughtKind[] {
  if (runtime === undefined || runtime === 'unknown') return PROFILE_KINDS;
  const wanted = playbookFor(runtime).steps.map(({ next }) => next.yes.compare?.profile);
  return PROFILE_KINDS.filter((kind) => wanted.includes(kind));
}
