import { likelyOwner } from '../service/pod-owner.ts';
import { canonicalLabel, labelInWords } from './label-names.ts';
import { labelsInEnglish, NAMESPACE_FOLLOWS } from './label-words.ts';
import { labelsInTable } from './labels-in-table.ts';
import { withoutMarkup } from './markup.ts';

type Labels = Readonly<Record<string, string>>;

/** `namespace=prod`, `Pod: "markets-api-0"`, `Pod name: x`, `kube_namespace:prod`; a value ends at a blank, comma or bracket. */
const PAIR = /([A-Za-z_][\w.]{0,60}(?: name\b)?)[ \t]{0,2}[:=][ \t]{0,2}["']?([A-Za-z0-9][\w./-]{0,200})/gi;

/** A name in Kubernetes, of at most 63 characters, or a subdomain of several. */
const NAME = '[a-z0-9](?:[-a-z0-9.]{0,200}[a-z0-9])?';

/** Names that can be recognised among words: pods of a ReplicaSet (`markets-api-7d9f6c5b8-x2x4q`) and of a CronJob. */
const POD = new RegExp(
  `(?:\\b(${NAME})/)?\\b(${NAME}-(?:[bcdf-hj-np-tv-xz2456789]{7,10}|\\d{8}(?:\\d{2})?)-[bcdf-hj-np-tv-xz2456789]{5})\\b`,
);

/** How rules in use write of a container in a sentence; the names of the groups are labels. */
const PHRASES: readonly RegExp[] = [
  // kubernetes-mixin: `Pod prod/quotes-0 (quotes) is in waiting state`.
  new RegExp(`\\bpods?\\s["']?(?<namespace>${NAME})/(?<pod>${NAME})(?:["']?\\s\\((?<container>${NAME})\\))?`, 'i'),
  new RegExp(`\\bdeployment\\s["']?(?:(?<namespace>${NAME})/)(?<deployment>${NAME})`, 'i'),
  new RegExp(`\\bstatefulset\\s["']?(?:(?<namespace>${NAME})/)(?<statefulset>${NAME})`, 'i'),
  new RegExp(`\\bdaemonset\\s["']?(?:(?<namespace>${NAME})/)(?<daemonset>${NAME})`, 'i'),
  new RegExp(`${NAMESPACE_FOLLOWS}(?<namespace>${NAME})`, 'iu'),
  new RegExp(`\\b(?:in|of|from|within)\\s(?:the\\s)?["']?(?<namespace>${NAME})["']?\\snamespace\\b`, 'i'),
  new RegExp(`\\bcontainer\\s["']?(?<container>${NAME})["']?\\s(?:in|of|on|from)\\s(?:the\\s)?pods?\\b`, 'i'),
  new RegExp(`\\bcontainer\\s["'](?<container>${NAME})["']`, 'i'),
];

/** `pod quotes-0`, where the name is one that a controller gives: other words follow the word pod as well. */
const POD_WORD = new RegExp(`\\bpod\\s["']?(${NAME})`, 'gi');

/** Texts are searched up to here: a title is never longer. */
const LONGEST = 4_000;

/** What a text says of the container it is about, for senders that pass on no labels. What is shown counts before addresses. */
export function labelsInText(text: string): Labels {
  const searched = labelsInEnglish(text.slice(0, LONGEST));
  const shown = labelsInEnglish(withoutMarkup(searched)).replace(SENT_BY, '');
  return {
    ...inAddresses(searched),
    ...inPairs(searched),
    ...inWords(shown),
    ...labelsInTable(searched),
    ...inPairs(shown),
  };
}

/** `https://console/k8s/ns/prod/pods/x`: of a path only what it names counts, not what stands before a pod's name. */
function inAddresses(text: string): Labels {
  const found: Record<string, string> = {};
  for (const [address] of text.matchAll(ADDRESS)) {
    const namespace = NAMESPACE_IN_PATH.exec(address)?.[1];
    const pod = POD.exec(address)?.[2];
    if (namespace !== undefined) found['namespace'] ??= namespace;
    if (pod !== undefined) found['pod'] ??= pod;
  }
  return found;
}

/** Who passed the alert on is not whom it is about. */
const SENT_BY = /\b(?:reported|sent|generated|detected|posted|forwarded) by:?\s[^\s,;]{1,200}/gi;

const ADDRESS = /https?:\/\/[^\s<>|]{1,2000}/g;
const NAMESPACE_IN_PATH = new RegExp(`/(?:ns|namespaces?|project/[^/]{1,100}/namespaces?)/(${NAME})(?=[/?#]|$)`, 'i');

function inPairs(text: string): Labels {
  const found: Record<string, string> = {};
  for (const [name, written] of pairsIn(text)) {
    const label = labelInWords(name);
    const value = written.replace(/[./-]+$/, '');
    if (label === undefined || (KUBERNETES.has(label) && !IS_NAME.test(value))) continue;
    const [, namespace, pod] = (label === 'pod' && /^([^/]+)\/([^/]+)$/.exec(value)) || [];
    if (namespace !== undefined) found['namespace'] ??= namespace;
    found[label] ??= pod ?? value;
  }
  return found;
}

/** `OOMKilled: namespace=prod`: what follows the colon is the name of a label, not a value. */
function* pairsIn(text: string): Iterable<readonly [string, string]> {
  const pairs = new RegExp(PAIR);
  for (let pair = pairs.exec(text); pair !== null; pair = pairs.exec(text)) {
    const [all, name = '', written = ''] = pair;
    if (labelInWords(written) !== undefined && NAMES.test(text.slice(pairs.lastIndex, pairs.lastIndex + 9))) {
      pairs.lastIndex = pair.index + all.length - written.length;
    } else yield [name, written];
  }
}

/** What makes the word before it the name of a label. */
const NAMES = /^(?: name)?[ \t]{0,2}[:=]/;

/** Labels whose values are names in Kubernetes: `Pod: The service …` holds none. */
const KUBERNETES: ReadonlySet<string> = new Set(['namespace', 'pod', 'container']);
const IS_NAME = /^[a-z0-9][\w./-]*$/;

/** Words before the word namespace that name none. */
const NO_NAME: ReadonlySet<string> = new Set([
  'a',
  'an',
  'any',
  'all',
  'each',
  'every',
  'its',
  'same',
  'this',
  'that',
  'is',
]);

function inWords(text: string): Labels {
  const [, namespace, pod] = POD.exec(text) ?? [];
  const named = [...text.matchAll(POD_WORD)].map(([, name = '']) => name).find((name) => likelyOwner(name));
  const phrases = PHRASES.toReversed().flatMap((phrase) => Object.entries(phrase.exec(text)?.groups ?? {}));
  const said = [['pod', named], ['namespace', namespace], ['pod', pod], ...phrases] as const;
  return Object.fromEntries(
    said.filter((each): each is [string, string] => each[1] !== undefined && !NO_NAME.has(each[1])),
  );
}

/** The labels in tags like `kube_namespace:prod`; the first of a name counts. */
export function labelsInTags(tags: readonly string[]): Labels {
  const found: Record<string, string> = {};
  for (const tag of tags) {
    const colon = tag.indexOf(':');
    if (colon > 0) found[canonicalLabel(tag.slice(0, colon).trim())] ??= tag.slice(colon + 1).trim();
  }
  return found;
}
