import type { Instant } from '../foundation/clock.ts';
import { podOf } from './pod-label.ts';
import type { Series } from './series.ts';
import { typicalStep } from './track.ts';

/** A change of the revision that a service runs. */
export interface Deploy {
  /** When the first process of the new revision was seen. */
  readonly time: Instant;
  readonly revision: string;
  /** What ran before; absent when the window does not show it. */
  readonly previous?: string | undefined;
}

/** The label that names what was built; a commit before a version number, because lines belong to commits. */
const REVISION_LABELS = ['revision', 'git_commit', 'commit', 'git_sha', 'sha', 'version', 'tag'] as const;

/** The metric names under which a service may publish its build, best first: `markets-api` may call itself `markets`. */
export function buildInfoMetrics(service: string): readonly string[] {
  const parts = service.split(/[^a-zA-Z0-9]+/).filter((part) => part !== '');
  const own = parts.map((_, i) => parts.slice(0, parts.length - i).join('_'));
  return [...own, 'app', 'application', 'service'].map((name) => `${name}_build_info`).concat('build_info');
}

export function revisionOf(series: Series): string | undefined {
  const label = REVISION_LABELS.find((name) => {
    const value = series.labels[name];
    return value !== undefined && value !== '' && value !== 'unknown';
  });
  return label === undefined ? imageRevision(series.labels['image']) : series.labels[label];
}

/** The tag of a container's image, or the beginning of its digest: `registry/markets:1.4.2` is 1.4.2. */
function imageRevision(image: string | undefined): string | undefined {
  const [, digest] = /@sha256:([0-9a-f]{12})[0-9a-f]*$/.exec(image ?? '') ?? [];
  const [, tag] = /\/?[^/:@]+:([\w][\w.-]*)$/.exec(image ?? '') ?? [];
  // Some nodes name an image by its id: that is no other image than the one named elsewhere.
  return digest ?? (image?.startsWith('sha256:') === true ? undefined : tag);
}

/**
 * Changes of revision that `*_build_info` series show (value 1, the revision in a label), or the images in cAdvisor's
 * labels, oldest first. A revision that already ran when the window began is no deploy; one that comes back later (a
 * rollback) is.
 */
export function deploysOf(series: readonly Series[]): readonly Deploy[] {
  const spans = series
    .flatMap((one) => {
      const revision = revisionOf(one);
      const first = one.times[0];
      const last = one.times.at(-1);
      return revision === undefined || first === undefined || last === undefined
        ? []
        : [{ revision, first, last, soon: typicalStep(one) }];
    })
    .sort((a, b) => a.first - b.first);
  const start = spans[0]?.first;
  if (start === undefined) return [];
  const deploys: Deploy[] = [];
  const lastSeen = new Map<string, Instant>();
  let running: string | undefined;
  for (const span of spans) {
    const seen = lastSeen.get(span.revision);
    // Two that are first seen within a step ran already: a canary, or two nodes that name one image differently.
    const fresh = seen === undefined ? span.first > start + span.soon : seen < span.first;
    if (running === undefined) running = span.revision;
    else if (span.revision !== running && fresh) {
      deploys.push({ time: span.first, revision: span.revision, previous: running });
      running = span.revision;
    }
    lastSeen.set(span.revision, Math.max(seen ?? 0, span.last));
  }
  return deploys;
}

/** The revision of one pod at the end of the window; absent when its build metric is missing. */
export function revisionOfPod(series: readonly Series[], pod: string): string | undefined {
  const own = series
    .filter((one) => podOf(one.labels) === pod)
    .sort((a, b) => (a.times.at(-1) ?? 0) - (b.times.at(-1) ?? 0));
  const last = own.at(-1);
  return last === undefined ? undefined : revisionOf(last);
}
