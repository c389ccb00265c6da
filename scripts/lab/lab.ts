import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { explain, InvalidInputError } from '../../src/foundation/errors.ts';
import { type Bytes, GiB } from '../../src/measurement/bytes.ts';
import type { Milliseconds } from '../../src/measurement/duration.ts';
import { openMemoryCgroups } from './cgroup/memory-cgroup.ts';
import type { Container } from './cluster/container.ts';
import { startCourse } from './cluster/course.ts';
import { createDeployment } from './cluster/deployment.ts';
import type { LabEvent } from './cluster/event.ts';
import { imageNamed, MOST_PODS } from './cluster/names.ts';
import type { Pod } from './cluster/pod.ts';
import { sweepMemoryVolumes } from './cluster/volume.ts';
import { serveSurroundings } from './exporter/server.ts';
import { viewOf } from './exporter/workload-view.ts';
import { type Monitoring, startMonitoring, type Webhook } from './monitoring/monitoring.ts';
import { claimPorts } from './ports.ts';
import type { Program } from './programs/program.ts';
import { requireTools, type Tools } from './requirements.ts';
import { environmentOf, type Pace, type Scenario, type ScenarioName, TIMINGS } from './scenario.ts';
import { scenarioOf } from './scenarios/scenarios.ts';
import { startLoad } from './traffic/load.ts';

export interface LabOptions {
  readonly scenario: ScenarioName;
  /** Where logs, configurations and Prometheus' data go. */
  readonly dir: string;
  readonly pace?: Pace;
  /** 1 to 8; 6 unless set. */
  readonly pods?: number;
  readonly limitBytes?: Bytes;
  readonly scrapeIntervalMs?: Milliseconds;
  readonly webhook?: Webhook | undefined;
  /** First of five ports: Prometheus, Alertmanager, exporters, pods, and one that marks them as taken. A free block from 19090 on unless set. */
  readonly basePort?: number;
  /** Run the revision before this one first, and roll the scenario's out after so long. At once unless set. */
  readonly rollOutAfterMs?: Milliseconds;
  /** Of every pod's service, beside what the scenario sets. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly onEvent?: (event: LabEvent) => void;
  readonly onProgress?: (message: string) => void;
}

/** A service that runs out of memory for real, and everything that watches it. */
export interface Lab {
  readonly scenario: Scenario;
  readonly tools: Tools['versions'];
  readonly limitBytes: Bytes;
  readonly scrapeIntervalMs: Milliseconds;
  readonly prometheusUrl: string;
  readonly alertmanagerUrl: string;
  /** The pods of the moment, the busiest first; `startedAt` is absent between two lives. */
  readonly pods: () => readonly {
    readonly name: string;
    readonly url: string;
    readonly startedAt: number | undefined;
    readonly rss: Bytes | undefined;
    /** Of the service as this machine numbers it; absent between two lives. */
    readonly processId: number | undefined;
  }[];
  readonly events: () => readonly LabEvent[];
  /** Ends every process and removes every cgroup. The folder stays. */
  close(): Promise<void>;
}

/** Starts the lab; throws when a program or a right is missing, and leaves nothing running then. */
export async function startLab(options: LabOptions): Promise<Lab> {
  const count = options.pods ?? 6;
  if (!Number.isInteger(count) || count < 1 || count > MOST_PODS) {
    throw new InvalidInputError(`the lab runs 1 to ${MOST_PODS} pods, not ${count}`);
  }
  const scenario = scenarioOf(options.scenario);
  const pace = options.pace ?? 'fast';
  const timing = TIMINGS[pace];
  const limit = options.limitBytes ?? scenario.limit;
  const scrapeInterval = options.scrapeIntervalMs ?? timing.scrapeInterval;
  const progress = options.onProgress ?? (() => undefined);
  const closing: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (let last = closing.pop(); last !== undefined; last = closing.pop()) await last();
  };

  try {
    const { program } = scenario;
    const tools = await requireTools(program.tools);
    const ports = await claimPorts(options.basePort);
    closing.push(() => ports.release());
    mkdirSync(options.dir, { recursive: true });
    const cgroups = await openMemoryCgroups();
    closing.push(() => cgroups.remove());
    sweepMemoryVolumes((id) => existsSync(`/proc/${id}`));
    progress(`building ${program.name} (${program.runtime}, cgroup v${cgroups.version})`);
    const image = await program.build(tools, options.dir);
    const exchange = `http://127.0.0.1:${ports.surroundings}`;

    const sideCar = scenario.sideCar && {
      name: scenario.sideCar.name,
      image: await scenario.sideCar.build(tools, options.dir),
      imageName: imageNamed(scenario.sideCar.name, scenario.sideCar.version),
      limit: scenario.sideCar.limit,
      listening: (listen: string) => scenario.sideCar?.environment(listen) ?? {},
    };
    const deployment = createDeployment(cgroups, {
      pods: count,
      limit,
      backOff: timing.backOff,
      port: ports.pods,
      directory: options.dir,
      image,
      listening: (listen) => program.environment({ listen, exchange, depth: timing.depth }),
      sideCar,
      volume: scenario.volume,
      onEvent: (event) => options.onEvent?.(event),
    });
    const view = () => viewOf(deployment, program.name);
    const surroundings = await serveSurroundings(ports.surroundings, view);
    closing.push(async () => {
      surroundings.closeAllConnections();
      await new Promise((resolve) => surroundings.close(resolve));
    });
    closing.push(() => deployment.close());
    const monitoring = await startMonitoring({
      tools,
      // A limit of its own: a Prometheus that runs away must not take the machine along.
      cgroup: cgroups.child('monitoring', 2 * GiB),
      directory: options.dir,
      pace,
      scrapeInterval,
      ports,
      webhook: options.webhook,
    });
    closing.push(() => monitoring.close());
    progress(`Prometheus ${tools.versions['prometheus']} and Alertmanager ${tools.versions['alertmanager']} are up`);

    const discovery = setInterval(() => monitoring.discover(targetsOf(deployment.pods(), program)), 500);
    closing.push(async () => clearInterval(discovery));
    const load = startLoad(scenario, timing, () => deployment.pods());
    closing.push(() => load.close());

    const course = await startCourse(deployment, {
      scenario,
      environmentOf: (index) => ({ ...environmentOf(scenario, timing, index), ...options.environment }),
      rollOutAfter: options.rollOutAfterMs,
      onFailure: (error) => progress(`the roll-out failed: ${explain(error)}`),
    });
    closing.push(() => course.close());
    progress(`${count} pods run ${scenario.name} at pace ${pace}`);
    return {
      scenario,
      tools: tools.versions,
      limitBytes: limit,
      scrapeIntervalMs: scrapeInterval,
      prometheusUrl: monitoring.prometheusUrl,
      alertmanagerUrl: monitoring.alertmanagerUrl,
      pods: () =>
        deployment.pods().map(({ name, address, service }) => {
          const running = service.running();
          return {
            name,
            url: `http://${address}`,
            startedAt: running?.startedAt,
            rss: running && whileItRuns(() => running.cgroup.usage().rss),
            processId: running && whileItRuns(() => firstProcess(running.cgroup)),
          };
        }),
      events: () => deployment.events(),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function targetsOf(pods: readonly Pod[], program: Program): Parameters<Monitoring['discover']>[0] {
  return pods.flatMap((pod) =>
    pod.containers.map(({ name, address }) => ({
      pod: pod.name,
      container: name,
      address,
      metricsPath: name === program.name ? program.metricsPath : undefined,
    })),
  );
}

/** Undefined when the container ended between two reads. */
function whileItRuns<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENODEV'))
      return undefined;
    throw error;
  }
}

function firstProcess({ processesFile }: Container['cgroup']): number | undefined {
  const id = Number.parseInt(readFileSync(processesFile, 'utf8'), 10);
  return Number.isNaN(id) ? undefined : id;
}
