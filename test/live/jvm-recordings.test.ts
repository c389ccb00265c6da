import { expect, test } from 'vitest';
import { playLive } from '../../scripts/outcomes/live.ts';
import { currentConclusion } from '../../src/investigation/state/investigation.ts';
import { rightPlace } from '../support/right-outcome.ts';

/** What keeps the objects in each scenario, as the first links of the chain to it. */
const HOLDERS = {
  'jvm-heap-leak': 'static FillListeners.LISTENERS',
  'jvm-thread-local': 'RequestContext',
  'jvm-kotlin-listeners': 'PriceFeed',
  'jvm-caffeine': 'QuoteCache',
} as const;

/** One of them: `SCENARIO=jvm-caffeine npm run test:live -- jvm-recordings`. */
const wanted = (Object.keys(HOLDERS) as (keyof typeof HOLDERS)[]).filter((name) =>
  name.includes(process.env['SCENARIO'] ?? ''),
);

// From the kernel's kill to the report, with no profile but what the JVM's own `jcmd JFR.dump` wrote into a folder.
test.concurrent.each(wanted)(
  '%s ends in its class and line by recordings in a folder',
  { retry: 1 },
  async (scenario) => {
    const { outcome, investigation } = await playLive(scenario, { sources: 'recordings', onProgress: console.log });
    const conclusion = currentConclusion(investigation);
    const paths = conclusion?.finding.paths ?? [];
    console.log([outcome.title, ...(conclusion?.finding.evidence ?? []), ...outcome.gaps].join('\n'));
    console.log(paths.map(({ frames: [frame], kept, share }) => ({ ...frame, ...kept, share })));
    expect(outcome.found).toBe('heap-leak');
    expect(conclusion?.compared?.current.snapshot.source).toMatch(/folder/);
    expect(paths[0]?.kept?.holder).toContain(HOLDERS[scenario]);
    // A sample is one object of any size: what the same holder keeps beside it may be seen more often.
    const { function: name, line } = rightPlace(scenario);
    const places = paths.map(({ frames: [frame] }) => frame);
    expect(places).toContainEqual(expect.objectContaining({ function: name, line }));
  },
);
