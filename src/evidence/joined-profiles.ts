import { UnavailableError } from '../foundation/errors.ts';
import type { ProfileSource, Snapshot, SnapshotQuery } from './ports.ts';

/**
 * Several sources as one: the best snapshot wins, wherever it is from. A source that is unreachable costs its own snapshots
 * only, which `report` is reported; throws UnavailableError when all are unreachable. The first source explains what is missing.
 */
export function joinedProfiles(
  sources: readonly ProfileSource[],
  report: (source: string, error: unknown) => void,
): ProfileSource {
  const [only, ...others] = sources;
  if (only !== undefined && others.length === 0) return only;
  return {
    name: sources.map(({ name }) => name).join(' and '),
    async snapshots(query, signal) {
      const answers = await Promise.allSettled(sources.map((source) => source.snapshots(query, signal)));
      signal?.throwIfAborted();
      const failed = answers.flatMap((answer, index) =>
        answer.status === 'rejected' ? [{ source: sources[index]?.name ?? '', error: answer.reason as unknown }] : [],
      );
      for (const { source, error } of failed) report(source, error);
      const found = answers.flatMap((answer): readonly Snapshot[] =>
        answer.status === 'fulfilled' ? answer.value : [],
      );
      if (found.length === 0 && failed[0] !== undefined) throw failed[0].error;
      return found.sort((a, b) => a.time - b.time);
    },
    async read(snapshot, signal) {
      const source = sources.find(({ name }) => name === snapshot.source);
      if (source !== undefined) return source.read(snapshot, signal);
      throw new UnavailableError(`${snapshot.source} is no longer a source of profiles: see the settings`, {
        retryable: false,
      });
    },
    async whyNone(query: SnapshotQuery, signal) {
      for (const source of sources) {
        const reason = await source.whyNone?.(query, signal);
        if (reason !== undefined) return reason;
      }
      return undefined;
    },
  };
}
