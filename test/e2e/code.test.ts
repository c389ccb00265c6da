import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sourceHost } from '../../src/adapters/source-host/source-host.ts';
import { sqlSourceCache } from '../../src/adapters/stores/source-cache.ts';
import { systemClock } from '../../src/foundation/clock.ts';
import { anOffice, anOomKill } from '../support/bot.ts';
import { codeHost, codeHostStandIn } from '../support/code-host-stand-in.ts';
import { recordedEvidence } from '../support/recorded-evidence.ts';
import { anEmptyDatabase } from '../support/test-database.ts';
import { answerAll } from './story.ts';

const CACHE = 'internal/cache/cache.go';
const REVISION = '4f2c1a96be03d7718c5e24f90a6d3b18e7c5a02d';
/** What the recorded service was built from. */
const CODE = readFileSync(new URL(`../../scripts/lab/services/markets/${CACHE}`, import.meta.url), 'utf8');

async function conclusionWith(token: string) {
  await using host = await codeHostStandIn({
    kind: 'github',
    repository: 'acme/markets',
    token: 'right',
    files: { [REVISION]: { [CACHE]: CODE, '.github/CODEOWNERS': '* @acme/all\n/internal/cache/ @acme/markets\n' } },
  });
  const database = await anEmptyDatabase();
  const cache = sqlSourceCache(database, systemClock);
  const { service } = recordedEvidence();
  const repository = { url: `${host.url}/acme/markets`, host: 'github' } as const;
  const office = await anOffice({
    services: () => Promise.resolve([{ ...service, repository }]),
    sourceHost: sourceHost([{ ...codeHost('github'), base: host.url, token }], {
      clock: systemClock,
      cache,
      readable: { repositories: [], owners: [`${host.url}/acme`], publicOwners: [] },
    }),
  });
  await office.raise(anOomKill());
  const conclusion = await answerAll(office);
  const report = JSON.stringify(conclusion.blocks);
  expect(office.log).toEqual([]);
  await database.destroy();
  return { report, url: host.url };
}

test('the report shows the line that grew, as the recorded revision has it, and whose it is', async () => {
  const { report, url } = await conclusionWith('right');
  expect(report).toContain(`<${url}/acme/markets/blob/${REVISION}/${CACHE}#L30|cache/cache.go:30>`);
  expect(report).toMatch(/30 \| {5}levels := make\(\[\]Level, len\(values\.Levels\)\) {2}\/\/ ← \+[\d.]+ MiB\\n31 \|/);
  expect(report).toContain('Owners: @acme/markets');
});

test('with a token that is not good there is the link, and what to do', async () => {
  const { report, url } = await conclusionWith('wrong');
  expect(report).toContain(`|cache/cache.go:30>`);
  expect(report).toContain(`The code is not shown: GitHub at ${url} does not know the token (401).`);
  expect(report).not.toContain('```');
});
