import type { QuestionId } from '../runtime/question-plan.ts';
import { fullBuffersVerdict } from './buffers-stand-full.ts';
import type { CaseFile, SettledStep } from './case-file.ts';
import { comesBackVerdict } from './comes-back.ts';
import { deniedByAll } from './denied-by-all.ts';
import { withoutDenied } from './denied-verdict.ts';
import { explanationOf } from './explanation.ts';
import { fallingVerdict } from './falling.ts';
import { growingVerdict } from './growing-verdict.ts';
import { heldByGoroutines } from './held-by-goroutines.ts';
import { fullBesideTheProcess, growingInPlace, levelVerdict } from './level-verdict.ts';
import type { Matter } from './matter.ts';
import type { Verdict } from './verdict.ts';

/** Decides the kind of finding: of all that grew, what explains the largest share; where memory is level, what fills it. */
export function verdictOf(file: CaseFile): Verdict {
  const matter = matterOf(file);
  return withoutDenied(decided(matter), matter);
}

function decided(matter: Matter): Verdict {
  switch (seenOfMemory(matter.memory)) {
    case 'yes':
      return growingVerdict(matter);
    case 'no':
      return levelVerdict(matter);
    case 'unclear':
      // A limit that page cache fills shows by itself, whatever the little that the process has does.
      return (
        fullBesideTheProcess(matter) ??
        fullBuffersVerdict(matter.file, matter.contradicted) ??
        fallingVerdict(matter) ??
        comesBackVerdict(matter) ??
        growingInPlace(matter) ??
        deniedByAll(matter) ??
        growingVerdict(matter)
      );
  }
}

function matterOf(file: CaseFile): Matter {
  const { observation, steps, comparisons } = file;
  return {
    file,
    memory: steps.find(({ means }) => means.yes === 'memory-grows'),
    attribution: explanationOf(observation, heldByGoroutines(comparisons)),
    asked: new Set<QuestionId>(steps.map(({ step }) => step)),
    contradicted: steps.filter(isAgainstData),
  };
}

/** What the question about memory stands at: what Leakbot saw counts where a person was not sure. */
function seenOfMemory(memory: SettledStep | undefined): SettledStep['answer'] {
  if (memory === undefined) return 'unclear';
  return memory.answer === 'unclear' ? memory.judgement.answer : memory.answer;
}

function isAgainstData({ answer, judgement }: SettledStep): boolean {
  return (answer === 'yes' && judgement.answer === 'no') || (answer === 'no' && judgement.answer === 'yes');
}
