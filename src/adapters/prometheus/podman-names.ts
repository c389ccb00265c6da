import { matching } from '../../collection/matches.ts';
import { escapeRegex } from '../../foundation/escape-regex.ts';
import { dividedByIdentity, type TargetInfo } from './target-info.ts';

type Labels = Readonly<Record<string, string>>;

/** Podman's exporter names a container by its id; what it is called stands here. */
export const PODMAN_INFO = 'podman_container_info';

/** A series of podman's info, as a container on its machine. */
export function podmanContainer({ name = '', instance = '', ...labels }: Labels): Labels {
  return { ...labels, name, instance, container: name, pod: `${name} on ${instance}` };
}

/** Which containers the ids are. */
export function podmanNames(series: readonly Labels[]): TargetInfo {
  const known = new Map(series.map((labels) => [keyOf(labels), podmanContainer(labels)]));
  return {
    selectors: (matchers) => {
      const { identity, rest } = dividedByIdentity(matchers);
      const wanted = matching(identity);
      const ids = [...known.values()].flatMap((labels) => (wanted(labels) ? [escapeRegex(labels['id'] ?? '')] : []));
      return ids.length === 0 ? [] : [[...rest, { label: 'id', op: '=~', value: [...new Set(ids)].sort().join('|') }]];
    },
    completed: (labels) => {
      const its = known.get(keyOf(labels));
      return its === undefined ? labels : { ...labels, container: its['container'] ?? '', pod: its['pod'] ?? '' };
    },
  };
}

function keyOf({ job = '', instance = '', id = '' }: Labels): string {
  return JSON.stringify([job, instance, id]);
}
