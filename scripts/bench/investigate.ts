import { join, resolve } from 'node:path';
import { HOUR, MINUTE, SECOND } from '../../src/measurement/duration.ts';
import type { Series } from '../../src/metrics/series.ts';
import { randomOf } from '../score/random.ts';
import { baseHolder, goPlan, leakHolder } from '../worlds/families/go-parts.ts';
import { inLifetime, oneContainer, settingOf } from '../worlds/families/setting.ts';
import type { WorldCase } from '../worlds/family.ts';
import { goProgram } from '../worlds/programs/go.ts';
import { simulate } from '../worlds/simulate.ts';
import { backfilledPrometheus } from './backfilled-prometheus.ts';
import type { BenchContext } from './context.ts';
import type { Figure } from './figure.ts';
import { measure, medians, writtenCost } from './process-cost.ts';

const RUNS = 7;
const SEED = 1;
const PODS = 4;
/** What promtool reads at once. */
const PAGE = 2 * HOUR;
const MONITORING = { scrape: 30, cluster: undefined, honorLabels: true, lost: 0, holes: [] };
const HERE = resolve(import.meta.dirname, '../..');

/** `leakbot investigate` of a Go service of four pods that leak over a day, the whole process, asked of a real Prometheus. */
export async function benchInvestigate({ named, against }: BenchContext): Promise<readonly Figure[]> {
  if (!named) return [{ name: 'left out', text: 'takes a minute; name it to run it' }];
  const { plan, target } = leakingService();
  const { series } = simulate(plan, SEED);
  // Older checkouts know only the services of now.
  const later = Math.floor((Date.now() - MINUTE) / SECOND) * SECOND - plan.end * SECOND;
  const moved = series.map((each) => ({ ...each, times: each.times.map((time) => time + later) }));
  const to = plan.end * SECOND + later;
  await using prometheus = await backfilledPrometheus(pagesOf(moved, plan.start * SECOND + later, to));
  const at = new Date(to).toISOString();
  const investigate = (checkout: string) => {
    const settings = [`PROMETHEUS_URL=${prometheus.url}`, 'LEAKBOT_DATABASE=none.db', 'LOG_LEVEL=error'];
    const program = [join(checkout, 'node_modules/.bin/node'), join(checkout, 'src/leakbot.js')];
    const asked = ['investigate', '--namespace', plan.namespace, target.workload, '--at', at, '--json'];
    return measure(['env', ...settings, ...program, ...asked], checkout);
  };
  const before = await rangeQueries(prometheus.url);
  await investigate(HERE);
  const queries = (await rangeQueries(prometheus.url)) - before;
  const [own, older] = [[], []] as [Awaited<ReturnType<typeof measure>>[], Awaited<ReturnType<typeof measure>>[]];
  for (let run = 0; run < RUNS; run += 1) {
    own.push(await investigate(HERE));
    if (against !== undefined) older.push(await investigate(against));
  }
  const cost = medians(own);
  const figures: Figure[] = [
    { name: 'the whole command', text: writtenCost(cost) },
    { name: 'range queries', value: queries, unit: 'count' },
  ];
  if (against === undefined) return figures;
  const theirs = medians(older);
  return [
    ...figures,
    { name: `of ${against}`, text: writtenCost(theirs) },
    { name: 'of its time', value: cost.seconds / theirs.seconds, unit: 'times' },
    { name: 'of its processor time', value: cost.processor / theirs.processor, unit: 'times' },
  ];
}

function leakingService(): WorldCase {
  const random = randomOf(SEED);
  const wanted = {
    replicas: [PODS, PODS],
    lifetime: [6, 6],
    runs: [4, 4],
    alone: true,
    monitoring: MONITORING,
  } as const;
  const drawn = settingOf(random, wanted);
  // Older checkouts go by the container's name.
  const setting = { ...drawn, container: drawn.name };
  const { limit } = setting;
  const holders = [baseHolder(0.05 * limit), leakHolder(inLifetime(setting, 0.36 * limit))];
  const truth = { main: ['heap-leak'], cause: 'heap-leak' } as const;
  return oneContainer(setting, goProgram(goPlan(random, limit, { holders })), truth);
}

/** OpenMetrics, a page for every two hours: promtool reads a page once for each two hours that it spans. */
function* pagesOf(series: readonly Series[], from: number, to: number): Iterable<string> {
  for (let begin = from; begin < to; begin += PAGE) {
    yield `${series.flatMap((each) => linesOf(each, begin, begin + PAGE)).join('\n')}\n# EOF\n`;
  }
}

/** Oldest first, one of an instant: several pods say the same of what owns them. */
function linesOf({ metric, labels, times, values }: Series, from: number, to: number): readonly string[] {
  const inside = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const byTime = new Map(Array.from(times, (time, i) => [time, values[i]] as const));
  return [...byTime]
    .filter(([time]) => time >= from && time < to)
    .sort(([a], [b]) => a - b)
    .map(([time, value]) => `${metric}{${inside.join(',')}} ${value} ${time / SECOND}`);
}

/** Those that a Prometheus has answered so far, by its own count. */
async function rangeQueries(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const counted = [
    ...text.matchAll(/^prometheus_http_requests_total\{code="200",handler="\/api\/v1\/query_range"\} (\d+)/gm),
  ];
  return counted.reduce((sum, [, count]) => sum + Number(count), 0);
}
