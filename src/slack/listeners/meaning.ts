import { windowBefore } from '../../evidence/window.ts';
import { assertNever } from '../../foundation/assert-never.ts';
import type { Instant } from '../../foundation/clock.ts';
import type { InvestigationEvent } from '../../investigation/state/event.ts';
import type { Investigation } from '../../investigation/state/investigation.ts';
import type { Person } from '../../investigation/state/person.ts';
import { lengthOf } from '../../measurement/time.ts';
import { fullName } from '../../service/directory.ts';
import type { Service } from '../../service/service.ts';
import { LIMITS } from '../blocks/limits.ts';
import type { Press } from '../blocks/press.ts';
import { clip } from '../text.ts';

/** A press that is an event of the investigation; a draft of an issue changes nothing, a mute is the workload’s. */
export type EventPress = Exclude<Press, { kind: 'draft-issue' | 'mute' | 'unmute' }>;

export interface Said {
  readonly press: EventPress;
  readonly by: Person;
  readonly at: Instant;
  /** The services known now: asked for only where one is chosen. */
  readonly services: readonly Service[];
}

/** What a press means for an investigation as it stands; undefined for a choice that is not there. */
export function meaningOf(
  { press, by, at, services }: Said,
  investigation: Investigation,
): InvestigationEvent | undefined {
  const said = { by, at };
  switch (press.kind) {
    case 'answer':
      return { kind: 'answered', step: press.step, answer: press.answer, ...said };
    case 'change':
      return { kind: 'change-wanted', step: press.step, ...said };
    case 'look-again': {
      const range = windowBefore(at, press.window ?? lengthOf(investigation.range));
      return { kind: 'window-chosen', step: press.step, range, ...said };
    }
    case 'pod': {
      const pod = podNamed(investigation, press.chosen);
      // A menu carries no address: that of the first reply is the first question's.
      const step = press.step === '' ? (investigation.firstReply ?? '') : press.step;
      return pod === undefined ? undefined : { kind: 'pod-chosen', step, pod, ...said };
    }
    case 'service': {
      const service = services.find((known) => clip(fullName(known), LIMITS.optionValue) === press.chosen);
      return service === undefined ? undefined : { kind: 'service-chosen', service, ...said };
    }
    case 'rate':
      return { kind: 'rated', conclusion: press.conclusion, right: press.right, ...said };
    case 'capture':
      return { kind: 'capture-wanted', step: press.step, ...said };
    case 'capture-anyway':
      return { kind: 'capture-confirmed', capture: press.capture, ...said };
    case 'capture-not':
      return { kind: 'capture-declined', capture: press.capture, ...said };
    case 'cancel':
      return { kind: 'cancelled', ...said };
    case 'report':
      return { kind: 'report-wanted', ...said };
    case 'look-further':
    case 'fresh-look':
    case 'run-the-rest':
      return { kind: press.kind, ...said };
    default:
      return assertNever(press);
  }
}

/** A menu value may be clipped to Slack's limit; the full name is in the state. */
function podNamed(investigation: Investigation, chosen: string): string | undefined {
  const pods = investigation.steps.flatMap((step) => step.facts?.pods ?? []).map((choice) => choice.pod);
  return (
    pods.find((pod) => pod === chosen) ??
    pods.find((pod) => chosen.endsWith('…') && pod.startsWith(chosen.slice(0, -1)))
  );
}
