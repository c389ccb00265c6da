import { likelyOwner } from '../service/pod-owner.ts';
import { readSubjectLine } from './alertmanager/subject-line.ts';

/** What clusters, machines and places are called, which end in a number as pods of a StatefulSet do. */
const PLACE =
  /^(?:eu|us|ap|sa|ca|me|af|asia|europe|east|west|north|south|central|(?:north|south)?(?:east|west)|prod|production|staging|stage|dev|test|qa|cluster|node|host|vm|ip|region|zone|az|k8s|eks|gke|aks)$/;

const NUMBERED = /^[a-z](?:[-a-z0-9]{0,60}[a-z0-9])?-\d{1,3}$/;

/**
 * The pod of a StatefulSet among the values in a title, which have no names: `pg-main-0`. One whose beginning is a value too
 * (its container) is a pod; else one of several words of which none is that of a place. Undefined where several could be.
 */
export function podInTitle(title: string): string | undefined {
  const values = readSubjectLine(title)?.values ?? [];
  const numbered = values.filter((value) => NUMBERED.test(value) && likelyOwner(value)?.kind === 'StatefulSet');
  const begun = numbered.filter((value) => values.some((other) => value.startsWith(`${other}-`)));
  const certain = begun.filter((value) => !isPlace(value));
  const likely = numbered.filter((value) => value.split('-').length > 2 && !value.split('-').some(isPlaceWord));
  const [pod, ...others] = new Set(certain.length > 0 ? certain : likely);
  return others.length > 0 ? undefined : pod;
}

function isPlaceWord(word: string): boolean {
  return PLACE.test(word);
}

/** `eu-west-1`, `node-3`: nothing else than words of places. */
function isPlace(value: string): boolean {
  return value
    .split('-')
    .slice(0, -1)
    .every((word) => isPlaceWord(word));
}
