import type { BlockElementAction } from '@slack/bolt';
import type { Answer } from '../../diagnosis/judgement.ts';
import { windowBefore } from '../../evidence/window.ts';
import type { Clock } from '../../foundation/clock.ts';
import type { InvestigationEvent } from '../../investigation/state/event.ts';
import type { Investigation } from '../../investigation/state/investigation.ts';
import { lengthOf } from '../../measurement/time.ts';
import { fullName } from '../../service/directory.ts';
import type { Service } from '../../service/service.ts';
import { ACTIONS, type Address } from '../blocks/action-ids.ts';
import { MORE } from '../blocks/step.ts';

export interface MeaningDependencies {
  readonly clock: Clock;
  readonly services: () => Promise<readonly Service[]>;
}

const ANSWERS: Readonly<Record<string, Answer>> = {
  [ACTIONS.answerYes]: 'yes',
  [ACTIONS.answerNo]: 'no',
  [ACTIONS.answerUnclear]: 'unclear',
};

export interface Click {
  readonly action: BlockElementAction;
  /** Slack's id of whoever clicked. */
  readonly by: string;
  readonly address: Address;
  readonly investigation: Investigation;
}

/** What a click means; undefined for one that Leakbot no longer offers. */
export async function eventOf(
  dependencies: MeaningDependencies,
  { action, by, address, investigation }: Click,
): Promise<InvestigationEvent | undefined> {
  const said = { by: { id: by }, at: dependencies.clock.now() };
  const { step } = address;
  const answer = ANSWERS[action.action_id];
  if (answer !== undefined) return { kind: 'answered', step, answer, ...said };
  switch (action.action_id) {
    case ACTIONS.change:
      return { kind: 'change-wanted', step, ...said };
    case ACTIONS.again:
      return { kind: 'window-chosen', step, range: windowBefore(said.at, lengthOf(investigation.range)), ...said };
    case ACTIONS.cancel:
      return { kind: 'cancelled', ...said };
    case ACTIONS.report:
      return { kind: 'report-wanted', ...said };
    case ACTIONS.rateRight:
      return { kind: 'rated', conclusion: step, right: true, ...said };
    case ACTIONS.rateWrong:
      return { kind: 'rated', conclusion: step, right: false, ...said };
    case ACTIONS.lookFurther:
      return { kind: 'look-further', ...said };
    case ACTIONS.capture:
      return { kind: 'capture-wanted', step, ...said };
    case ACTIONS.captureAnyway:
      return { kind: 'capture-confirmed', capture: step, ...said };
    case ACTIONS.captureNot:
      return { kind: 'capture-declined', capture: step, ...said };
    case ACTIONS.freshLook:
      return { kind: 'fresh-look', ...said };
    case ACTIONS.pod: {
      const chosen = action.type === 'static_select' ? action.selected_option?.value : undefined;
      const pod = podNamed(investigation, chosen);
      return pod === undefined ? undefined : { kind: 'pod-chosen', step, pod, ...said };
    }
    case ACTIONS.service: {
      const chosen = action.type === 'static_select' ? action.selected_option?.value : undefined;
      const service = (await dependencies.services()).find((known) => fullName(known).slice(0, 150) === chosen);
      return service === undefined ? undefined : { kind: 'service-chosen', service, ...said };
    }
    case ACTIONS.more: {
      const wish = action.type === 'overflow' ? action.selected_option.value.split(' ')[0] : undefined;
      if (wish === MORE.runTheRest.wish) return { kind: 'run-the-rest', ...said };
      if (wish === MORE.capture.wish) return { kind: 'capture-wanted', step, ...said };
      const offered = Object.values(MORE).find((option) => option.wish === wish);
      if (offered === undefined) return undefined;
      const length = 'window' in offered ? offered.window : lengthOf(investigation.range);
      return { kind: 'window-chosen', step, range: windowBefore(said.at, length), ...said };
    }
    default:
      return undefined;
  }
}

/** A menu value may be clipped to Slack's limit; the full name is in the state. */
function podNamed(investigation: Investigation, chosen: string | undefined): string | undefined {
  const pods = investigation.steps.flatMap((step) => step.facts?.pods ?? []).map((choice) => choice.pod);
  return (
    pods.find((pod) => pod === chosen) ??
    pods.find((pod) => chosen?.endsWith('…') && pod.startsWith(chosen.slice(0, -1)))
  );
}
