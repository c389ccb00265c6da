import { readSubjectLine } from '../alertmanager/subject-line.ts';
import { alertKind } from '../rules.ts';

/** What a monitor puts before the name of its alert. */
const OF_A_MONITOR = /^\W{0,20}(?:re-?)?(?:triggered|alerting|firing)\b/i;

/** A rule's name among other words: `KubePodCrashLooping`, `kubernetes_container_oom_killer`. */
const RULE_NAME = /\b(?:[A-Z][a-z0-9]+(?:[A-Z]+[a-z0-9]*)+|[a-z0-9]+(?:_[a-z0-9]+){2,})\b/g;
/** A pod's state, which people write about as well. */
const STATES: ReadonlySet<string> = new Set(['CrashLoopBackOff']);

/** `container markets-api`, in whatever sentence. */
const NAMES_ONE =
  /\b(?:pod|container|deployment|statefulset|daemonset|cronjob|workload|service|namespace)\s["'`]?[a-z0-9]+(?:-[a-z0-9]+)+/i;

/** The words of which names of alerts about a container's memory consist. */
const OF_ALERTS: ReadonlySet<string> = new Set(
  (
    'a an the its is are was were be been being has have had will and or to too very many much often frequently again ' +
    'of in on for from at by with within near close above over below under than more soon ' +
    'kube kubernetes k8s container containers pod pods workload deployment statefulset daemonset service app ' +
    'application process instance replica java jvm node nodejs go python namespace cluster ' +
    'oom oomkill oomkilled oomkiller kill kills killed killer killing out memory mem heap working set rss limit limits quota ' +
    'usage use used utilization utilisation saturation pressure percent high higher highest low full critical warning alert ' +
    'exceed exceeds exceeded exceeding reached reaches reach threshold exhausted exhaustion ' +
    'growing grows growth leak leaks leaking leaked suspected detected possible predicted forecast fill fills filling up ' +
    'restart restarts restarted restarting crash crashes crashed crashing loop loops looping crashloop crashlooping ' +
    'crashloopbackoff back off backoff flapping times time last minutes hours minute hour m h s gib mib gb mb ' +
    'almost nearly increase increasing increased error p1 p2 p3 p4 p5 sev1 sev2 sev3 prod production staging stage dev'
  ).split(' '),
);

/** What people and their other programs write incidents about: no container's name. */
const OF_OTHER_THINGS: ReadonlySet<string> = new Set(
  (
    'build builds pipeline ci e2e suite test tests drill exercise runbook docs training workshop maintenance planned scheduled ' +
    'release upgrade change raise raises raised raising lowering fix fixes fixed ticket case customer customers client user ' +
    'users report reports reported complaint question review postmortem reminder discuss'
  ).split(' '),
);

/**
 * Whether a title is a sentence about something else that only holds the words of an alert: a failed build, a notice of
 * maintenance, a ticket. It is none where a label, the name of a rule or of a container, or a monitor's own mark is in it, or
 * nothing but the words of such alerts and the name of a workload.
 */
export function isProse(title: string, labels: Readonly<Record<string, string>>): boolean {
  if (Object.keys(labels).length > 0 || OF_A_MONITOR.test(title) || NAMES_ONE.test(title)) return false;
  if (readSubjectLine(title) !== undefined || !/\s/.test(title.trim())) return false;
  const rules = title.match(RULE_NAME) ?? [];
  if (rules.some((alertname) => !STATES.has(alertname) && alertKind({ labels: { alertname } }) !== undefined))
    return false;
  return !isOnlyAnAlert(title);
}

/** So many names of workloads and places may stand beside an alert's own words. */
const MOST_NAMES = 2;

function isOnlyAnAlert(title: string): boolean {
  const words = title.split(/[\s<>()[\]"'`,;|/]+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const plain = words.map((word) => word.toLowerCase().replace(/^\W+|[^\w%]+$/g, ''));
  if (plain.some((word) => word.split('-').some((part) => OF_OTHER_THINGS.has(part)))) return false;
  const others = words.filter((_, index) => !isOfAlerts(plain[index] ?? ''));
  // A sentence begins with a capital, and so does the name of a product: `Redis out of memory`.
  if (others.length === 1 && others[0] === words[0]) return true;
  return others.length <= MOST_NAMES && others.every((word) => NAME.test(word));
}

const NAME = /^[a-z0-9][-a-z0-9.]*:?$/;

function isOfAlerts(word: string): boolean {
  return (
    /^[=~]?\d+(?:[.,]\d+)?(?:%|x|[a-z]{1,3})?$/.test(word) || word.split(/[-_]/).every((part) => OF_ALERTS.has(part))
  );
}
