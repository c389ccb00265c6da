import { assertNever } from '../../foundation/assert-never.ts';
import type { Investigation } from '../../investigation/state/investigation.ts';
import type { SlotMeaning } from '../../investigation/state/slot.ts';
import { nextUnasked } from '../../investigation/state/wishes.ts';
import { playbookFor, stepOf } from '../../playbook/playbook.ts';
import type { Service } from '../../service/service.ts';
import { conclusionMessage } from './conclusion.ts';
import type { ComposedMessage } from './message.ts';
import { noteMessage } from './note.ts';
import { pointerMessage } from './pointer.ts';
import { rootMessage } from './root.ts';
import { chooseServiceMessage } from './service-choice.ts';
import { statusMessage } from './status.ts';
import { stepMessage } from './step.ts';

export interface ComposeContext {
  readonly services: readonly Service[];
  /** Why there are none, where there are none. */
  readonly whyNone?: string | undefined;
  /** See `ConclusionOptions`. */
  readonly earlierThread?: string | undefined;
  /** The address of its own thread, for a pointer to it. */
  readonly thread?: string | undefined;
  /** The address of the message that lists this workload and others. */
  readonly groupedMessage?: string | undefined;
}

/** The status line, and below it the first question once it was looked at. */
function firstReply(investigation: Investigation): ComposedMessage {
  const status = statusMessage(investigation, playbookFor(investigation.runtime).steps.length);
  const { firstReply: key } = investigation;
  const question = key === undefined ? undefined : questionMessage(investigation, key);
  // A phone's notification shows the text alone: the verdict says more than the name of the service.
  return question === undefined ? status : { text: question.text, blocks: [...status.blocks, ...question.blocks] };
}

function questionMessage(investigation: Investigation, key: string): ComposedMessage | undefined {
  const step = investigation.steps.find((candidate) => candidate.key === key);
  const question = step && stepOf(playbookFor(investigation.runtime), step.id);
  return step && question && stepMessage(investigation, step, question);
}

/** The message of a slot as the state wants it now; undefined when there is nothing to say. */
export function compose(
  investigation: Investigation,
  slot: SlotMeaning,
  known: ComposeContext,
): ComposedMessage | undefined {
  switch (slot.kind) {
    case 'root':
      return rootMessage(investigation, known.groupedMessage);
    case 'status':
      if (investigation.status === 'needs-service')
        return chooseServiceMessage(investigation, known.services, known.whyNone);
      return firstReply(investigation);
    case 'step':
      return questionMessage(investigation, slot.key);
    case 'note': {
      const note = investigation.notes.find((candidate) => candidate.key === slot.key);
      return note && noteMessage(investigation, note);
    }
    case 'conclusion': {
      const conclusion = investigation.conclusions.find((candidate) => candidate.key === slot.key);
      const canLookFurther = nextUnasked(investigation) !== undefined;
      return (
        conclusion &&
        conclusionMessage(investigation, conclusion, { canLookFurther, earlierThread: known.earlierThread })
      );
    }
    case 'pointer':
      return known.thread === undefined ? undefined : pointerMessage(investigation, known.thread);
    case 'files':
    case 'digest':
    case 'react':
      // None is a message that is composed of this investigation alone.
      return undefined;
    default:
      return assertNever(slot);
  }
}
