import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openDatabase } from '../../src/adapters/sqlite/database.ts';
import { SqlSampleStore } from '../../src/adapters/stores/sample-store.ts';
import { readingOf } from '../../src/collection/page-reading.ts';
import type { Scrape } from '../../src/collection/sample-store.ts';
import type { Instant } from '../../src/foundation/clock.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const SERVICE = 'leakbot';

/** What Leakbot says of itself. */
export interface Verdict {
  /** To the question whether its memory grows. */
  readonly growing: string;
  readonly headline: string;
  readonly finding: string;
}

/** One page of the bot's own metrics as the collector would have stored it; undefined where nothing of it is kept. */
export function ownScrape(page: string, time: Instant): Scrape | undefined {
  const read = readingOf(page, time);
  const labels = { namespace: 'soak', container: SERVICE };
  return read && { instance: 'leakbot:8080', labels, time, samples: read.samples };
}

/** `leakbot investigate` on the bot's own metrics, each question answered as recommended. */
export async function judgeItself(folder: string, scrapes: readonly Scrape[]): Promise<Verdict> {
  const file = join(folder, 'own-metrics.db');
  const database = await openDatabase(file);
  await new SqlSampleStore(database).addScrapes(scrapes);
  await database.destroy();
  const service = { name: SERVICE, namespace: 'soak', runtime: 'node', selector: { container: SERVICE } };
  const settings = join(folder, 'own.yaml');
  await writeFile(settings, JSON.stringify({ services: [service] }));
  const [first, last] = [scrapes[0]?.time ?? 0, scrapes.at(-1)?.time ?? 0];
  const window = `${Math.ceil((last - first) / 1000)}s`;
  const at = new Date(last).toISOString();
  const args = [MAIN, 'investigate', SERVICE, '--json', '--at', at, '--window', window];
  const env = { PATH: process.env['PATH'], LEAKBOT_DATABASE: file, LEAKBOT_CONFIG: settings };
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder, env });
  const report = JSON.parse(stdout) as {
    readonly steps: readonly { readonly judgement?: { readonly answer: string; readonly headline: string } }[];
    readonly finding?: { readonly kind: string };
  };
  const { answer = 'none', headline = '' } = report.steps[0]?.judgement ?? {};
  return { growing: answer, headline, finding: report.finding?.kind ?? 'none' };
}
