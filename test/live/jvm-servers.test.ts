import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { processEndpoint } from '../../src/adapters/pprof-endpoint/process-endpoint.ts';
import type { Target } from '../../src/collection/target.ts';
import { SECOND } from '../../src/measurement/duration.ts';
import { diffProfiles } from '../../src/profile/diff.ts';
import { readPair } from '../../src/profile/import/pair.ts';
import { freePort, GrowingJvm } from '../support/jvm/growing-jvm.ts';

const run = promisify(execFile);
const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const JOLOKIA = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>a</groupId><artifactId>a</artifactId><version>0</version>
  <dependencies><dependency>
    <groupId>org.jolokia</groupId><artifactId>jolokia-agent-jvm</artifactId><version>2.3.0</version><classifier>javaagent</classifier>
  </dependency></dependencies>
</project>`;

let scratch = '';
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'jvm-servers-'));
});
afterAll(() => rm(scratch, { recursive: true }));

/** The libraries that a pom.xml names, in a folder of their own. */
async function libraries(pom: string, name: string): Promise<string> {
  const folder = join(scratch, name);
  await run('mvn', ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${folder}`]);
  return folder;
}

function targetAt(profilesUrl: string, from: 'jolokia' | 'actuator'): Target {
  const url = new URL(profilesUrl);
  return {
    instance: url.host,
    workload: 'markets',
    metricsUrl: `${url.origin}/metrics`,
    profilesUrl,
    access: { from },
    labels: {},
    storeMetrics: false,
  };
}

async function profileOf(target: Target): Promise<Uint8Array> {
  // Each has its own memory of when it asked last: the pause between two visits is another test's.
  const visit = await processEndpoint().profile(target, { kind: 'heap', gc: false });
  if (visit.kind !== 'got') throw new Error(JSON.stringify(visit));
  return visit.value;
}

async function topOf(base: Uint8Array, current: Uint8Array, sampleType: string) {
  const pair = await readPair(
    () => base,
    () => current,
  );
  const [top] = diffProfiles(pair.base, pair.current, { sampleType }).functions;
  return { name: top?.name, delta: Number(top?.flat.delta) };
}

test('a real Jolokia shows the classes, loaders, native memory and threads that grew', async () => {
  const pom = join(scratch, 'pom.xml');
  await writeFile(pom, JOLOKIA);
  const folder = await libraries(pom, 'jolokia');
  const [jar = ''] = (await readdir(folder)).filter((name) => name.endsWith('-javaagent.jar'));
  const port = await freePort();
  // Interpreted: a compiler's arenas grow by megabytes whenever the machine has time for it, more than a thousand loaders.
  const java = [
    '-Xint',
    '-XX:NativeMemoryTracking=summary',
    `-javaagent:${join(folder, jar)}=host=127.0.0.1,port=${port}`,
  ];
  const jvm = await GrowingJvm.start({ scratch, program: 'GrowingOutside', options: 'histogram=off', java });
  try {
    const target = targetAt(`http://127.0.0.1:${port}/jolokia`, 'jolokia');
    await profileOf(target);
    const base = await profileOf(target);
    await jvm.grow('threads 100');
    const threads = await profileOf(target);
    await jvm.grow('loaders 1000');
    const loaders = await profileOf(target);
    await jvm.grow('buffers 500');
    const buffers = await profileOf(target);

    expect(await topOf(base, threads, 'threads')).toEqual({ name: '[threads subscription-#]', delta: 100 });
    expect((await topOf(threads, loaders, 'outside_heap')).name).toBe(
      '[classes of com.acme.markets.GrowingOutside$PluginLoader]',
    );
    // Native memory tracking counts direct buffers among what has no category of its own.
    const grown = await topOf(loaders, buffers, 'outside_heap');
    expect(grown.name).toBe('[native: Other]');
    expect(grown.delta / (500 * 65_536)).toBeCloseTo(1, 1);
    expect((await topOf(threads, loaders, 'instances')).delta).toBeGreaterThanOrEqual(1000);
  } finally {
    jvm.end();
  }
});

test('a real Spring Boot Actuator shows its threads by their pools', async () => {
  const service = at('scripts/lab/services/ledger');
  const lib = await libraries(join(service, 'pom.xml'), 'spring');
  const classes = join(scratch, 'ledger');
  const sources = [join(service, 'src/main/java/com/acme/ledger'), at('manifest/jvm/src/leakbot')];
  const files = await Promise.all(sources.map(async (dir) => (await readdir(dir)).map((name) => join(dir, name))));
  await run('javac', ['-g', '--release', '17', '-cp', join(lib, '*'), '-d', classes, ...files.flat()]);
  const port = await freePort();
  const environment = {
    ...process.env,
    SERVER_ADDRESS: '127.0.0.1',
    SERVER_PORT: `${port}`,
    MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE: 'threaddump',
  };
  const child = spawn('java', ['-cp', `${classes}:${join(lib, '*')}`, 'com.acme.ledger.LedgerApplication'], {
    env: environment,
    stdio: 'ignore',
  });
  try {
    const url = `http://127.0.0.1:${port}`;
    await answering(`${url}/healthz`, child);
    const shown = await profileOf(targetAt(`${url}/actuator`, 'actuator'));
    const pair = await readPair(
      () => shown,
      () => shown,
    );
    const { functions } = diffProfiles(pair.base, pair.current, { sampleType: 'threads' });
    // Tomcat starts with ten.
    const tomcat = functions.find(({ name }) => name === '[threads http-nio-#.#.#.#-#-exec-#]');
    expect(Number(tomcat?.flat.base)).toBe(10);
  } finally {
    child.kill('SIGKILL');
  }
});

async function answering(url: string, child: ChildProcess): Promise<void> {
  for (const deadline = Date.now() + 120 * SECOND; Date.now() < deadline; await sleep(500)) {
    if (child.exitCode !== null) throw new Error(`the service ended with ${child.exitCode}`);
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok === true) return;
  }
  throw new Error(`${url} does not answer`);
}
