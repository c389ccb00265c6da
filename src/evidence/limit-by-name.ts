import type { Bytes } from '../measurement/bytes.ts';
import type { Series } from '../metrics/series.ts';
import type { Question } from './asked-about.ts';
import type { Readings } from './readings.ts';
import { stepFor } from './window.ts';

const LIMIT = 'container_spec_memory_limit_bytes';

/** Bytes. A container without a limit has 0 here, or more than any machine has. */
const NO_LIMIT = 2 ** 50;

/**
 * The limit of the containers that are called like a service whose processes name none, as cAdvisor reports it where ECS,
 * Compose or Swarm run them. Undefined in Kubernetes, where names of other namespaces are others' too, and where such
 * containers differ.
 */
export async function limitByName(
  readings: Readings,
  { service, range, signal }: Question,
  memory: readonly Series[],
): Promise<Bytes | undefined> {
  const { namespace, name, container } = service.workload;
  const isNamed = memory.some(({ labels }) => [labels['pod'], labels['namespace'], labels['container']].some(Boolean));
  if (namespace !== undefined || container !== undefined || isNamed || memory.length === 0) return undefined;
  const matchers = [{ label: 'container', op: '=', value: name }] as const;
  const query = { metrics: [LIMIT], matchers, range, step: stepFor(range), aggregate: 'last' } as const;
  const found = await readings.several(query, signal);
  if (found.some(({ labels }) => isOfKubernetes(labels))) return undefined;
  const limits = new Set(found.flatMap(({ values }) => values.at(-1) ?? []));
  const [limit] = limits;
  return limits.size === 1 && limit !== undefined && limit > 0 && limit < NO_LIMIT ? limit : undefined;
}

function isOfKubernetes(labels: Series['labels']): boolean {
  return (
    (labels['namespace'] ?? '') !== '' && !Object.keys(labels).some((label) => label.startsWith('container_label_com_'))
  );
}
