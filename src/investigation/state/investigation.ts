import type { Alert, AlertSubject } from '../../alert/alert.ts';
import type { Finding, Gap } from '../../diagnosis/finding.ts';
import type { Answer, Judgement } from '../../diagnosis/judgement.ts';
import type { Snapshot } from '../../evidence/snapshot.ts';
import type { Instant } from '../../foundation/clock.ts';
import type { Bytes } from '../../measurement/bytes.ts';
import type { TimeRange } from '../../measurement/time.ts';
import type { NextKill } from '../../metrics/next-kill.ts';
import { type Runtime, type Service, type Workload, workloadKey } from '../../service/service.ts';
import type { Snippet } from '../../service/snippet.ts';
import type { Capture } from './capture.ts';
import type { EarlierFinding } from './earlier-finding.ts';
import type { FiledIssue } from './filed-issue.ts';
import type { Baseline, FixOutcome } from './fix.ts';
import type { Person } from './person.ts';
import type { Pointer } from './pointer.ts';

/** What a joined alert leaves in the investigation: what a message says of it, without its labels. */
export interface IncidentAlert
  extends Pick<Alert, 'fingerprint' | 'name' | 'kind' | 'summary' | 'url' | 'startsAt'>,
    Pick<AlertSubject, 'pod'> {
  readonly resolvedAt?: Instant | undefined;
  /** Known from another app's message alone: the same alert from its sender's webhook takes its place. */
  readonly posted?: true | undefined;
  /** The node it happened on and the deploy that brought it, where the alert says so: what many workloads may share. */
  readonly node?: string | undefined;
  readonly deploy?: string | undefined;
}

/** Why the investigation exists. */
export type Trigger =
  | { readonly kind: 'alert' }
  /** Someone typed `/leak`, mentioned Leakbot or used the shortcut. */
  | { readonly kind: 'request'; readonly by: Person };

/** Where the investigation is reported. `adopted` when the root message is someone else's (the alert app's, a person's). */
export interface Place {
  readonly channel: string;
  /** The channel of its service, into which Leakbot cannot post. */
  readonly insteadOf?: string | undefined;
  readonly adopted?: { readonly ts: string } | undefined;
  /** The message that lists this workload and others, in whose thread another one is. */
  readonly listedIn?: ListedIn | undefined;
}

export interface ListedIn {
  readonly ts: string;
  /** How many workloads it lists. */
  readonly of: number;
  /** Those that have no thread because there are too many. */
  readonly unopened?: readonly string[] | undefined;
}

export interface StepAnswer {
  readonly value: Answer;
  readonly by: Person;
  readonly at: Instant;
}

/** A choice in a step's menu, worst first. */
export interface PodChoice {
  readonly pod: string;
  /** `x2x — 498 MiB, 4 kills` */
  readonly caption: string;
  /** What the report's table of pods says; absent in investigations from before there was one. */
  readonly figures?: PodFigures | undefined;
}

export interface PodFigures {
  readonly level: Bytes;
  readonly kills: number;
  readonly alive: boolean;
  readonly growing: Answer;
  /** Bytes an hour, where it grows. */
  readonly perHour?: number | undefined;
  readonly nextKill?: NextKill | undefined;
  /** Set where it rose, and falls by now. */
  readonly falls?: true | undefined;
  /** Set where it fills as the runs before it did: of its own line nothing is said. */
  readonly asBefore?: true | undefined;
}

/** What was seen for a step, as far as a message or a report needs it; charts are in the picture. */
export interface StepFacts {
  readonly judgement: Judgement;
  /** Absent when there was nothing to draw. */
  readonly picture?: PictureRef | undefined;
  /** The cause from near, where it has a picture of its own. */
  readonly closeUp?: PictureRef | undefined;
  readonly pods?: readonly PodChoice[] | undefined;
  /** Names of the pod's process, when the collector visits it: fresh profiles can be taken. */
  readonly processNames?: readonly string[] | undefined;
  readonly gaps: readonly Gap[];
}

/** A stored picture. `key` is unique in the store; `alt` states the finding. */
export interface PictureRef {
  readonly key: string;
  readonly fileName: string;
  readonly title: string;
  readonly alt: string;
}

interface StepBase {
  /** Unique in the investigation and stable forever: `rss-growing.1`. */
  readonly key: string;
  readonly id: string;
  readonly pod?: string | undefined;
}

/** One question of the playbook, as asked in this investigation. */
export type Step =
  | (StepBase & { readonly status: 'observing'; readonly facts?: StepFacts | undefined; readonly answer?: StepAnswer })
  | (StepBase & { readonly status: 'asked'; readonly facts: StepFacts; readonly answer?: StepAnswer })
  | (StepBase & { readonly status: 'answered'; readonly facts: StepFacts; readonly answer: StepAnswer })
  | (StepBase & {
      readonly status: 'superseded';
      readonly facts?: StepFacts | undefined;
      readonly answer?: StepAnswer;
      /** What made it void: `another pod`, `a changed answer`. */
      readonly because: string;
      readonly by: Person;
      readonly at: Instant;
    });

/** What the status line says besides the steps; known once memory was observed. */
export interface Overview {
  readonly kills: number;
  /** Set where no metric counts kills of any of the pods. */
  readonly killsUncounted?: true | undefined;
  /** Set where no metric counts restarts or shows starts: that none is seen shows little. */
  readonly restartsUncounted?: true | undefined;
  readonly restarts: number;
  readonly killedPods: readonly string[];
  readonly firstKillAt?: Instant | undefined;
  readonly pods: number;
  readonly limit?: Bytes | undefined;
  readonly revision?: string | undefined;
  readonly deployedAt?: Instant | undefined;
  readonly nextKillAt?: Instant | undefined;
  /** Between these the data allows it. */
  readonly nextKillRange?: TimeRange | undefined;
  /** It may come after those as well, or not at all. */
  readonly nextKillOpen?: true | undefined;
  /** That is no kill: its heap is full then, and the process ends itself. */
  readonly heapFullNext?: true | undefined;
}

/** One report. A second one follows when an answer changes or someone looks further. */
export interface Conclusion {
  readonly key: string;
  readonly finding: Finding;
  readonly picture?: PictureRef | undefined;
  readonly revision?: string | undefined;
  /** Addresses of source lines by `file:line`, where they could be linked. */
  readonly links: Readonly<Record<string, string>>;
  /** The code of the path that grew most, where it could be read. */
  readonly source?: ConclusionSource | undefined;
  /** The compared snapshots, where two were. */
  readonly compared?: ComparedSnapshots | undefined;
  readonly gaps: readonly Gap[];
  readonly at: Instant;
  readonly superseded?: { readonly because: string; readonly by: Person; readonly at: Instant } | undefined;
  /** The compare page of the two revisions, where a deploy began the growth. */
  readonly compareUrl?: string | undefined;
  /** The same path in an earlier investigation. */
  readonly recurrence?: EarlierFinding | undefined;
  /** Set when the report's leak is looked for again after the next deploy. */
  readonly baseline?: Baseline | undefined;
  /** What was seen after a deploy. */
  readonly fix?: (FixOutcome & { readonly at: Instant }) | undefined;
  /** What people said to “Was this right?”, the latest word of each. */
  readonly ratings?: readonly Rating[] | undefined;
  /** Who had the report and the profiles put into the thread. */
  readonly handedOver?: { readonly by: Person; readonly at: Instant } | undefined;
}

/** Code around a growing line as it runs, and whose it is. */
export interface ConclusionSource {
  /** From the root of the repository: `internal/cache/cache.go`. */
  readonly path: string;
  readonly revision: string;
  readonly url: string;
  /** Absent when the file could not be read, or does not have the line. */
  readonly snippet?: Snippet | undefined;
  /** What grew at which of the lines, in the finding's unit. */
  readonly marks: readonly { readonly line: number; readonly delta: number }[];
  /** Of the path, as CODEOWNERS names them: `@acme/markets`. */
  readonly owners: readonly string[];
}

export interface Rating {
  readonly right: boolean;
  readonly by: Person;
  readonly at: Instant;
}

export interface ComparedSnapshots {
  readonly sampleType: string;
  readonly unit: string;
  readonly base: ComparedSnapshot;
  readonly current: ComparedSnapshot;
  /** Set where both are one recording: the base is what it shows of an earlier moment. */
  readonly alone?: true | undefined;
}

export interface ComparedSnapshot {
  readonly time: Instant;
  readonly total: number;
  /** `25 min after start` */
  readonly caption: string;
  /** Where the profile can be read again. */
  readonly snapshot: Snapshot;
}

/** A line that Leakbot adds to the thread beside the steps. */
export interface Note {
  readonly key: string;
  readonly kind: 'resolved' | 'fired-again' | 'cancelled' | 'capture' | 'fix' | 'muted' | 'issue';
  readonly at: Instant;
  readonly alert?: IncidentAlert | undefined;
  readonly by?: Person | undefined;
  readonly capture?: Capture | undefined;
  readonly fix?: FixOutcome | undefined;
  readonly issue?: FiledIssue | undefined;
  /** Until when the workload is muted; absent in it where someone has to end that. */
  readonly muted?: {
    readonly until?: Instant | undefined;
    readonly ended?: { readonly by: Person; readonly at: Instant };
  };
}

/** The subject before the service of the alert is known. */
export interface UnknownSubject {
  readonly labels: Readonly<Record<string, string>>;
  readonly missing: readonly string[];
}

/**
 * The whole state of one investigation. Everything Leakbot shows of it can be made again from this and the stored
 * pictures. Changed only by `transition`.
 */
export interface Investigation {
  readonly id: string;
  /** Counts the stored changes, from 1. */
  readonly version: number;
  readonly openedAt: Instant;
  readonly trigger: Trigger;
  readonly place: Place;
  readonly alerts: readonly IncidentAlert[];
  /** Alerts beyond those: how many fired, and how many of them are over. */
  readonly unlisted?: { readonly fired: number; readonly resolved: number } | undefined;
  /** Alerts that a sender left out of its call: no one knows which. */
  readonly leftOut?: number | undefined;
  readonly service?: Service | undefined;
  /** Whether the workload alone was named: the first question then takes the container that needs the look. */
  readonly anyContainer?: boolean | undefined;
  /** What was named, where another container of it is looked at: its alerts belong here. */
  readonly openedFor?: Workload | undefined;
  readonly unknown?: UnknownSubject | undefined;
  readonly runtime: Runtime;
  readonly range: TimeRange;
  /** The pod under investigation: the worst one until someone picks another. */
  readonly pod?: string | undefined;
  readonly overview?: Overview | undefined;
  readonly status: 'needs-service' | 'asking' | 'concluding' | 'concluded' | 'cancelled';
  readonly steps: readonly Step[];
  /**
   * The step whose question stands in the first reply, beside the status line. Absent before the first question, and in
   * investigations of older versions, where each question has a message of its own.
   */
  readonly firstReply?: string | undefined;
  readonly conclusions: readonly Conclusion[];
  /** Counts the reports begun: only the latest one may end, because answers may have changed meanwhile. */
  readonly conclusionAttempt: number;
  readonly notes: readonly Note[];
  /** Messages of other apps in whose threads a link to this one stands. */
  readonly pointers?: readonly Pointer[] | undefined;
  /** Set when someone asked Leakbot to answer the rest as it recommends. */
  readonly autopilot?: Person | undefined;
  readonly updatedAt: Instant;
}

export function serviceName({ service, openedFor }: Investigation): string {
  if (service === undefined) return 'an unknown service';
  const { name, container } = service.workload;
  return openedFor === undefined || container === name || container === undefined ? name : `${name}:${container}`;
}

/** The workload as it was named, by which alerts and requests find their investigation; null while it is not known. */
export function incidentKey({ service, openedFor }: Investigation): string | null {
  const workload = openedFor ?? service?.workload;
  return workload === undefined ? null : workloadKey(workload);
}

/** The steps that count: superseded ones are history. */
export function currentSteps(investigation: Investigation): readonly Step[] {
  return investigation.steps.filter((step) => step.status !== 'superseded');
}

/** The report that holds, if any. */
export function currentConclusion(investigation: Investigation): Conclusion | undefined {
  return investigation.conclusions.findLast((conclusion) => conclusion.superseded === undefined);
}
