import type { Finding } from '../../src/diagnosis/finding.ts';
import { currentSteps, type Investigation } from '../../src/investigation/state/investigation.ts';
import type { Said } from './report-rules.ts';

/** What the report of an investigation says, and the figures that its words must agree with. */
export function saidIn(investigation: Investigation, finding: Finding): Said {
  const steps = currentSteps(investigation);
  const pods = steps.flatMap(({ facts }) => facts?.pods ?? []);
  const choice = pods.find(({ pod }) => pod === investigation.pod);
  const chosen = choice?.figures;
  return {
    title: finding.title,
    evidence: finding.evidence,
    advice: finding.advice,
    proof: finding.proof,
    paths: finding.paths,
    explained: finding.explained,
    previous: finding.began?.deploy?.previous,
    steps: steps.flatMap(({ id, facts }) =>
      facts === undefined
        ? []
        : [
            {
              id,
              headline: facts.judgement.headline,
              reasons: facts.judgement.reasons,
              answer: facts.judgement.answer,
              confidence: facts.judgement.confidence,
              unmeasured: facts.judgement.unmeasured,
            },
          ],
    ),
    pod: chosen && {
      name: choice?.pod ?? '',
      limit: investigation.overview?.limit,
      kills: chosen.kills,
      alive: chosen.alive,
      heapFull: chosen.nextKill?.heapFull,
      killIn: chosen.nextKill === undefined ? undefined : chosen.nextKill.at - investigation.range.to,
    },
  };
}
