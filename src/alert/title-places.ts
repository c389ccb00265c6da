import { isPodOf } from '../service/pod-owner.ts';
import type { Workload } from '../service/service.ts';
import type { Alert } from './alert.ts';
import { isExporter } from './subject.ts';

/** How a namespace or a cluster is called in most teams: a DNS label (RFC 1123). */
const LABEL = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

/** What else stands in a title in small letters: how grave it is, a switch, a number. */
const NO_PLACE =
  /^(?:critical|warning|info|none|error|high|medium|low|page|pager|ticket|true|false|p[1-5]|sev-?[0-5]|\d+)$/;

/** A UUID, and machines as clouds call them. */
const OF_ONE_POD =
  /^(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|ip-\d{1,3}(?:-\d{1,3}){3}|node-?\d+|aks-.+-vmss\w{6}|gke-.+-[0-9a-f]{8}-[a-z0-9]{4})$/;

/**
 * The values in the title of a message that may be those of a namespace or a cluster: what is neither the alert's name nor
 * names its workload, and is written as such names are.
 */
export function placesInTitle({ name, subject, post }: Alert, workload = subject.workload): readonly string[] {
  const left = [...(post?.values ?? [])];
  const explained = [...name.split(/\s+/), workload?.name, workload?.container, subject.pod];
  for (const value of new Set(explained)) {
    const index = value === undefined ? -1 : left.indexOf(value);
    if (index >= 0) left.splice(index, 1);
  }
  return left.filter((value) => mayBePlace(value) && !(workload !== undefined && isPodOf(value, workload.name)));
}

function mayBePlace(value: string): boolean {
  return LABEL.test(value) && !NO_PLACE.test(value) && !OF_ONE_POD.test(value) && !isExporter(value);
}

/** Whether each has a value that may be a place and that the other lacks: then they may be of two namespaces. */
export function placesConflict(one: readonly string[], other: readonly string[]): boolean {
  return one.some((value) => !other.includes(value)) && other.some((value) => !one.includes(value));
}

/** Whether the places in a title are not those of a workload: one is named, and it is none of the workload's. */
export function placedElsewhere(places: readonly string[], { cluster, namespace }: Workload): boolean {
  return namespace !== undefined && places.some((place) => place !== cluster) && !places.includes(namespace);
}
