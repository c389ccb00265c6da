import type { Alert } from '../alert/alert.ts';
import { placesInTitle } from '../alert/title-places.ts';
import { agreeingWith, namedIn, podNamedIn, serviceOf } from '../service/directory.ts';
import type { Service, Workload } from '../service/service.ts';

/** What a message says of the workload that it is about. */
export interface ReadWorkload {
  /** The known service that it is. */
  readonly service?: Service | undefined;
  readonly workload?: Workload | undefined;
  readonly pod?: string | undefined;
}

/** A pod, a label or the name of a known service, anywhere in the message. */
export function readMessage(alert: Alert, known: readonly Service[]): ReadWorkload {
  const { subject, post } = alert;
  const workload = subject.workload && placed(subject.workload, alert, known);
  const { pod } = subject;
  const text = post?.text ?? '';
  if (workload !== undefined) {
    const alike = agreeingWith(known, workload);
    const [service] = alike;
    if (service !== undefined && areOne(alike)) {
      const exact = serviceOf(known, workload);
      return { service: exact, workload: exact.workload, pod };
    }
    const inText = narrowed(alike, alert);
    if (inText.length === 1) return { service: inText[0], workload: inText[0]?.workload, pod };
    // Several are called so, and the message does not say which of them it is.
    if (alike.length > 1) return { pod };
  }
  const named = narrowed(namedIn(known, text), alert);
  const [service] = named;
  if (service === undefined || named.length > 1) return { workload, pod };
  const elsewhere = knownElsewhere(service, alert, known);
  if (elsewhere !== undefined) return { workload: elsewhere, pod };
  return { service, workload: service.workload, pod: pod ?? podNamedIn(service, text) };
}

/** The one known service that the words of a call name, where its labels name none: `markets-api was OOM killed`. */
export function namedByWords(alert: Alert, known: readonly Service[]): Workload | undefined {
  const text = `${alert.name}\n${alert.summary ?? ''}`;
  const [service, ...others] = narrowed(namedIn(known, text), alert, text);
  return others.length > 0 ? undefined : service?.workload;
}

/** With the namespace and the cluster among the values of the title, as far as discovery knows them. */
function placed(workload: Workload, alert: Alert, known: readonly Service[]): Workload {
  const values = placesInTitle(alert, workload);
  const cluster = workload.cluster ?? theOne(values, workload.name, 'cluster', known);
  const namespace =
    workload.namespace ??
    theOne(
      values.filter((value) => value !== cluster),
      workload.name,
      'namespace',
      known,
    );
  return { ...workload, cluster, namespace };
}

/** The only value that is a known place; of several the only one in which such a workload is known. */
function theOne(
  values: readonly string[],
  name: string,
  part: 'cluster' | 'namespace',
  known: readonly Service[],
): string | undefined {
  const among = (services: readonly Service[]) => {
    const places = new Set(services.map(({ workload }) => workload[part]));
    return [...new Set(values)].filter((value) => places.has(value));
  };
  const found = among(known);
  const [only, ...others] = found.length > 1 ? among(known.filter(({ workload }) => workload.name === name)) : found;
  return others.length > 0 ? undefined : only;
}

/** A workload called like a known service, in another namespace that is known and that the title names instead. */
function knownElsewhere({ workload }: Service, alert: Alert, known: readonly Service[]): Workload | undefined {
  const { name, namespace } = workload;
  if (namespace === undefined || placesInTitle(alert, workload).includes(namespace)) return undefined;
  const other = placed({ name }, alert, known);
  return other.namespace === undefined ? undefined : other;
}

/** Whether services are containers of one workload. */
function areOne(services: readonly Service[]): boolean {
  return new Set(services.map(({ workload }) => JSON.stringify([workload.cluster, workload.namespace]))).size === 1;
}

/** Of several services those whose namespace the title names, or else the text. */
function narrowed(named: readonly Service[], alert: Alert, text = alert.post?.text ?? ''): readonly Service[] {
  if (named.length < 2) return named;
  const words: readonly string[] = text.match(/[\w.-]+/g) ?? [];
  const within = (wordsFor: (workload: Workload) => readonly string[]) =>
    named.filter(({ workload }) => wordsFor(workload).includes(workload.namespace ?? ''));
  const inTitle = within((workload) => placesInTitle(alert, workload));
  const found = inTitle.length > 0 ? inTitle : within(() => words);
  return found.length > 0 ? found : named;
}
