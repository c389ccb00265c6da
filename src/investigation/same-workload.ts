import type { Alert } from '../alert/alert.ts';
import { type Workload, workloadKey } from '../service/service.ts';
import { concern } from './silence/mute.ts';
import { type Investigation, incidentKey } from './state/investigation.ts';

/**
 * The newest investigation that is of an alert's workload although another sender named more of it, or less: nothing that both
 * name differs, and the namespace is named by both. Undefined where several workloads could be meant.
 */
export function sameWorkload(
  investigations: readonly Investigation[],
  alert: Alert,
  workload: Workload,
): Investigation | undefined {
  const found = investigations.filter((each) => {
    const known = workloadOf(each);
    return known !== undefined && concern(known, workload) && sharesNamespace(each, known, alert, workload);
  });
  const keys = new Set(found.map((each) => incidentKey(each)));
  return keys.size === 1 ? found[0] : undefined;
}

/** The same workload with its cluster, where what waits beside it names one and no other: two senders of one incident. */
export function withCluster(workload: Workload, beside: readonly Alert[]): Workload {
  if (workload.cluster !== undefined || workload.namespace === undefined) return workload;
  const named = beside.flatMap(({ status, post, subject: { workload: other } }) => {
    const same = status === 'firing' && post === undefined && other?.cluster !== undefined;
    return same && other.namespace === workload.namespace && concern(other, workload) ? [other] : [];
  });
  const keys = new Set(named.map((each) => workloadKey(each)));
  return keys.size === 1 ? (named[0] ?? workload) : workload;
}

/** What waits, and the workload that it names. */
export interface NamedBeside {
  readonly alert: Alert;
  readonly workload: Workload | undefined;
}

/**
 * The workload of a message as another sender names it whose alert waits beside it: labels of a webhook first, else what a
 * message says. Undefined where none is certainly of the same workload, or several are.
 */
export function namedByOthers(alert: Alert, workload: Workload, beside: readonly NamedBeside[]): Workload | undefined {
  const texts = [alert.name, alert.summary ?? '', alert.post?.text ?? ''];
  const named = beside.flatMap(({ alert: { source, status, post }, workload: other }) => {
    if (source === alert.source || status !== 'firing' || other?.namespace === undefined) return [];
    const same = workload.namespace === other.namespace || mentions(texts, other.namespace);
    return same && concern(other, workload) ? [{ called: post === undefined, workload: other }] : [];
  });
  const called = named.filter((each) => each.called);
  const certain = new Map(
    (called.length > 0 ? called : named).map((each) => [workloadKey(each.workload), each.workload]),
  );
  return certain.size === 1 ? [...certain.values()][0] : undefined;
}

function workloadOf({ openedFor, service }: Investigation): Workload | undefined {
  return openedFor ?? service?.workload;
}

/** As a part of the workload, or as a word of what was said: a title holds values without their names. */
function sharesNamespace(
  { alerts }: Investigation,
  { namespace: known }: Workload,
  { name, summary = '', post }: Alert,
  { namespace }: Workload,
): boolean {
  if (known === undefined && namespace === undefined) return false;
  if (known === undefined)
    return mentions(
      alerts.flatMap((each) => [each.name, each.summary ?? '']),
      namespace,
    );
  return namespace === known || mentions([name, summary, post?.text ?? ''], known);
}

function mentions(texts: readonly string[], name: string | undefined): boolean {
  return texts.some((text) => {
    const words: readonly string[] = text.match(/[\w.-]+/g) ?? [];
    return name !== undefined && words.includes(name);
  });
}
