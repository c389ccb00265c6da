import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { canvasRenderer } from '../adapters/canvas/canvas-renderer.ts';
import { createComparisonPool } from '../adapters/comparison-pool/comparison-pool.ts';
import { cronExpression } from '../adapters/cron/ticker.ts';
import { useProxy } from '../adapters/http-client/proxy.ts';
import { patientMetrics } from '../adapters/prometheus/patient-metrics.ts';
import { readSettings } from '../config/read-settings.ts';
import type { Answer } from '../diagnosis/judgement.ts';
import type { ProfileSource } from '../evidence/ports.ts';
import { Sightings } from '../evidence/sightings.ts';
import { DEFAULT_WINDOW, windowBefore } from '../evidence/window.ts';
import { systemClock } from '../foundation/clock.ts';
import { explain, InvalidInputError } from '../foundation/errors.ts';
import type { Conduct } from '../investigation/conduct.ts';
import type { Illustrator } from '../investigation/looks/illustrator.ts';
import { currentConclusion, currentSteps, type Investigation } from '../investigation/state/investigation.ts';
import { open } from '../investigation/state/opening.ts';
import { LEAKBOT, type Person } from '../investigation/state/person.ts';
import { formatDuration, MINUTE, type Milliseconds, SECOND } from '../measurement/duration.ts';
import { playbookFor } from '../playbook/playbook.ts';
import type { Playbook } from '../playbook/step.ts';
import type { PictureRenderer } from '../presentation/picture.ts';
import { reportDocument } from '../presentation/report/json.ts';
import type { Service } from '../service/service.ts';
import { engine } from './engine.ts';
import { keptEvidence } from './kept-evidence.ts';
import { lazyLog } from './lazy-log.ts';
import { checkPodNamed } from './named-pod.ts';
import { serviceNamed } from './named-service.ts';
import { checkStepsNamed, unaskedText } from './named-steps.ts';
import { PicturesBeside, Scratch } from './scratch.ts';
import { connectSourceHost } from './source-host.ts';
import { connectSources } from './sources.ts';

export interface InvestigateArguments {
  readonly service: string;
  readonly namespace?: string | undefined;
  readonly pod?: string | undefined;
  /** Of its pods; the one that needs the look when left out. */
  readonly container?: string | undefined;
  /** The end of the window; now when left out. */
  readonly at?: number | undefined;
  /** Milliseconds. */
  readonly window?: number | undefined;
  /** By step id; what is not named is answered as recommended. */
  readonly answers: Readonly<Record<string, Answer>>;
  readonly out?: string | undefined;
  readonly json: boolean;
}

/** `leakbot investigate`: the whole investigation without Slack. Throws for an unknown service. */
export async function investigateCommand(args: InvestigateArguments): Promise<void> {
  checkStepsNamed(args.answers);
  const clock = systemClock;
  const settings = readSettings({
    env: process.env,
    readFile: (path) => readFileSync(path, 'utf8'),
    cwd: process.cwd(),
    need: 'investigate',
    checkSchedule: cronExpression,
  });
  const log = lazyLog(settings.logLevel === 'info' ? 'warn' : settings.logLevel);
  const proxy = await useProxy({ https: settings.proxy.https?.reveal(), except: settings.proxy.except });
  // What the collector of a running bot keeps is read beside it; the investigation itself leaves no trace there.
  const evidence = await keptEvidence(settings.database, clock);
  const store = new Scratch();
  const sources = await connectSources(settings, { stores: evidence.collector, clock, log });
  const canvas = canvasRenderer();
  const renderer = new PicturesBeside(args.out === undefined ? undefined : canvas);
  const comparer = createComparisonPool();
  try {
    const service = await serviceNamed(sources, settings.services, args);
    const report = (problem: string, error: unknown) => log.error({ error: explain(error) }, problem);
    const sourceHost = connectSourceHost(settings, { cache: evidence.sourceCache, clock });
    const sightings = new Sightings(sources.metrics, { waited: patientMetrics });
    if (args.pod !== undefined) {
      const range = windowBefore(args.at ?? clock.now(), args.window ?? DEFAULT_WINDOW);
      const named = { service: args.service, pod: args.pod };
      await checkPodNamed(sightings.of({ service, range }), named, AbortSignal.timeout(MINUTE));
    }
    const illustrator = await illustratorFor(args, renderer);
    const parts = { ...sources, sightings, sourceHost, store, clock, comparer, illustrator };
    const conduct = engine({ ...parts, changed: () => undefined, report });
    const investigation = await carryOut({ conduct, store, service, args });
    const pictureOf = async (key: string) => {
      const mark = await store.loadPicture(key);
      return mark && renderer.drawn(mark);
    };
    await deliver(investigation, { args, pictureOf, profiles: sources.profiles });
  } finally {
    await sources.close();
    await Promise.all([canvas.close(), comparer.close()]);
    await evidence.close();
    await proxy.close();
  }
}

/** Draws what a report or a folder will show; JSON alone has no pictures, and loads nothing that draws. */
async function illustratorFor({ json, out }: InvestigateArguments, renderer: PictureRenderer): Promise<Illustrator> {
  if (json && out === undefined) return NO_PICTURES;
  const { illustrator } = await import('../presentation/illustrator.ts');
  return illustrator(renderer);
}

const NO_PICTURES: Illustrator = {
  drawStep: () => Promise.resolve(undefined),
  drawCause: () => Promise.resolve(undefined),
  drawComparison: () => Promise.resolve(undefined),
};

interface Work {
  readonly conduct: Conduct;
  readonly store: Scratch;
  readonly service: Service;
  readonly args: InvestigateArguments;
}

async function carryOut({ conduct, store, service, args }: Work): Promise<Investigation> {
  const at = systemClock.now();
  const runtime = service.runtime ?? 'unknown';
  const id = 'headless';
  const opened = open({
    id,
    at,
    trigger: { kind: 'request', by: LEAKBOT },
    place: { channel: 'none' },
    subject: { service },
    runtime,
    range: windowBefore(args.at ?? at, args.window ?? DEFAULT_WINDOW),
    pod: args.pod,
    anyContainer: args.container === undefined && !args.service.endsWith(`:${service.workload.container}`),
  });
  await conduct.begin(opened);
  for (;;) {
    await saidWhileWaiting(conduct.idle());
    const investigation = await store.load(id);
    if (investigation === undefined) throw new InvalidInputError('the investigation was lost');
    const step = currentSteps(investigation).find((each) => each.status === 'asked');
    if (step?.status !== 'asked') return investigation;
    progress(`${step.id}: ${step.facts.judgement.headline}`);
    const given = args.answers[step.id];
    const answer = given ?? step.facts.judgement.answer;
    const by = given === undefined ? LEAKBOT : CALLER;
    await conduct.handle(id, { kind: 'answered', step: step.key, answer, by, at: systemClock.now() });
  }
}

/** Whoever gave `--answers`: what a report says was answered so is not what Leakbot recommended. */
const CALLER: Person = { id: 'answered by --answers' };

/** Long work shows itself on a terminal, and nowhere else. */
function progress(line: string): void {
  if (process.stderr.isTTY) process.stderr.write(`${line}\n`);
}

/** A look that takes longer than this is said to go on. */
const LONG: Milliseconds = 15 * SECOND;

/** What takes long says so wherever it runs: a job's log without a line looks like one that hangs. */
async function saidWhileWaiting(work: Promise<void>): Promise<void> {
  const begun = systemClock.now();
  const timer = setInterval(() => {
    const waited = formatDuration(systemClock.now() - begun);
    process.stderr.write(`leakbot: the sources have not answered everything for ${waited}, still waiting\n`);
  }, LONG);
  try {
    await work;
  } finally {
    clearInterval(timer);
  }
}

/** Where the files of a report come from. */
interface FilesFrom {
  readonly pictureOf: (key: string) => Promise<Uint8Array | undefined>;
  readonly profiles: ProfileSource;
}

interface Delivery extends FilesFrom {
  readonly args: InvestigateArguments;
}

async function deliver(investigation: Investigation, { args, pictureOf, profiles }: Delivery): Promise<void> {
  const playbook = playbookFor(investigation.runtime);
  const asked = currentSteps(investigation).map(({ id }) => id);
  const unasked = unaskedText(args.answers, asked, playbook);
  if (unasked !== undefined) process.stderr.write(`leakbot: ${unasked}\n`);
  if (args.out !== undefined) await writeFiles(investigation, args.out, { pictureOf, profiles });
  process.stdout.write(
    args.json ? jsonReport(investigation, playbook) : (await markdown()).markdownReport(investigation, playbook),
  );
}

function jsonReport(investigation: Investigation, playbook: Playbook): string {
  return `${JSON.stringify(reportDocument(investigation, playbook), null, 2)}\n`;
}

function markdown() {
  return import('../presentation/report/markdown.ts');
}

/** report.md, report.json, the pictures and the compared profiles. */
export async function writeFiles(
  investigation: Investigation,
  folder: string,
  { pictureOf, profiles }: FilesFrom,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const playbook = playbookFor(investigation.runtime);
  const conclusion = currentConclusion(investigation);
  const seen = currentSteps(investigation).flatMap(({ facts }) => [facts?.picture, facts?.closeUp]);
  for (const picture of [...seen, conclusion?.picture]) {
    const png = picture && (await pictureOf(picture.key));
    if (picture !== undefined && png !== undefined) writeFileSync(join(folder, picture.fileName), png);
  }
  const { reportFiles } = await import('../presentation/report/files.ts');
  for (const { name, content } of await reportFiles(investigation, conclusion, { playbook, profiles })) {
    writeFileSync(join(folder, name), content);
  }
  writeFileSync(join(folder, 'report.json'), jsonReport(investigation, playbook));
}
