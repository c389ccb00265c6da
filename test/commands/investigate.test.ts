import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { prometheusStandIn } from '../support/prometheus-stand-in.ts';
import { recordedEvidence } from '../support/recorded-evidence.ts';
import { recordedSeries } from '../support/recorded-series.ts';

const SAYS_WHAT_IT_LOADS = `
  import { registerHooks } from 'node:module';
  const loaded = [];
  registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
  process.on('exit', () => process.stderr.write(JSON.stringify(loaded)));
`;

interface Report {
  readonly steps: readonly { readonly pictures: readonly string[] }[];
  readonly finding: { readonly title: string };
}

/** `leakbot investigate --json` of a recorded leak, asked of a server, with what it loaded. */
async function investigated(...more: readonly string[]) {
  const { service, end } = recordedEvidence('heap-leak');
  await using server = await prometheusStandIn(recordedSeries('heap-leak'));
  const hook = `data:text/javascript,${encodeURIComponent(SAYS_WHAT_IT_LOADS)}`;
  const asked = ['investigate', service.workload.name, '--at', new Date(end).toISOString(), '--json', ...more];
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--import', hook, join(import.meta.dirname, '../../src/leakbot.js'), ...asked],
    {
      cwd: await mkdtemp(join(tmpdir(), 'leakbot-investigate-')),
      env: { PATH: process.env['PATH'], PROMETHEUS_URL: server.url, LEAKBOT_DATABASE: 'none.db', LOG_LEVEL: 'error' },
      maxBuffer: 2 ** 26,
    },
  );
  return { report: JSON.parse(stdout) as Report, loaded: JSON.parse(stderr) as readonly string[] };
}

test('JSON alone names no pictures, and nothing is loaded that draws them or that reads regular expressions', async () => {
  const { report, loaded } = await investigated();
  expect(report.finding.title).toBe('Heap leak');
  expect(report.steps.map(({ pictures }) => pictures)).toEqual(report.steps.map(() => []));
  expect(loaded.filter((each) => /\/charts\/|\/flame-graph\/|\/d3-|napi-rs\/canvas|\/re2js\//.test(each))).toEqual([]);
});

test('with a folder it names the pictures that are written there', async () => {
  const out = await mkdtemp(join(tmpdir(), 'leakbot-out-'));
  const { report } = await investigated('--out', out);
  const named = report.steps.flatMap(({ pictures }) => pictures);
  expect(named).toContain('01-rss.png');
  expect(await readdir(out)).toEqual(expect.arrayContaining([...named, 'report.md', 'report.json']));
  expect(JSON.parse(await readFile(join(out, 'report.json'), 'utf8'))).toMatchObject({ steps: report.steps });
});
