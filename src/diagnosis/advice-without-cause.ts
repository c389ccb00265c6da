import { uncapitalised } from '../measurement/sentence.ts';
import type { Remedy } from '../runtime/runtime-words.ts';
import type { AdviceContext } from './advice-context.ts';
import { firstStep, fullBeforeALook, isPressing, watchReturn } from './first-step.ts';
import { boundProcesses } from './many-processes.ts';
import { operatorCan } from './off-the-shelf.ts';
import { tooSoonToRaise } from './too-soon.ts';
import type { Urgency } from './urgency-figures.ts';

const CHILDREN_KILLED =
  'Read the kernel’s log of the node (dmesg, or journalctl -k): each kill names the process that it ended and how much that had taken.';

/** What to do where the data cannot tell what grows: gain time, and bring what is missing. */
export function withoutData({ gaps, urgency, again, childrenKilled, offTheShelf, processes }: AdviceContext): Remedy {
  // The other gaps stand below the report: more than one thing to set up is no first line.
  const [gap] = gaps.map(({ missing, fix }) => `${sentence(missing)} ${sentence(fix)}`);
  const [now, ...then] = [
    ...withoutCause(urgency),
    ...(urgency.returned === undefined || again === undefined ? [] : [watchReturn(urgency, urgency.returned)]),
    ...(childrenKilled ? [CHILDREN_KILLED] : []),
    ...[fullBeforeALook(urgency) ?? []].flat(),
    ...(processes === undefined
      ? [again ?? (offTheShelf === undefined ? gap : operatorCan(offTheShelf)) ?? []].flat()
      : [again ?? []].flat()),
  ];
  if (processes !== undefined && again === undefined) return boundProcesses(processes, now);
  if (now === undefined)
    return { steps: LOOK_AGAIN, proof: 'An hour of data later the figures confirm it, or show what grows.' };
  return {
    steps: [now.startsWith(NOW) ? now : `${NOW}${uncapitalised(now)}`, ...then],
    proof:
      again === undefined
        ? offTheShelf === undefined
          ? 'Ask again once the missing data is there.'
          : `After the change the memory of ${offTheShelf} is level for longer than it took to fill its limit.`
        : 'At the next look the figures confirm it, or show what grows.',
  };
}

/** Time can be gained without knowing what grows, unless it may be a start that ends by itself. */
function withoutCause(urgency: Urgency): readonly string[] {
  if (!isPressing(urgency) && !growsUnlimited(urgency)) return [];
  return [tooSoonToRaise(urgency) ?? firstStep({ ...urgency, fixUnknown: true })];
}

/** Where no limit is known that would end it, a limit is what can be set whatever grows. */
function growsUnlimited({ limit, perHour, over }: Urgency): boolean {
  return limit === undefined && perHour !== undefined && over === undefined;
}

const NOW = 'Now: ';

/** Nothing was missing, and yet the answers lead nowhere. */
const LOOK_AGAIN = [
  'Now: look at the answers above again: another answer to one of them (“Change” in Slack, --answers on the command line) leads to other questions.',
  'Then: ask again when the service has run for another hour, or over a longer window (⋯ menu).',
];

function sentence(text: string): string {
  const capital = text.slice(0, 1).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
