// Records what Go reports about goroutines: node scripts/goroutines/main.ts (needs Go 1.26 or later; five minutes).
import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { buildMarkets, marketsApi } from '../lab/programs/markets-api.ts';
import { orderBook } from '../lab/traffic/order-book.ts';

const FIXTURES = fileURLToPath(new URL('../../test/fixtures/goroutines/', import.meta.url));
const run = promisify(execFile);

// Needed by Go 1.26; later versions serve the profile by themselves and ignore the name.
process.env['GOEXPERIMENT'] = 'goroutineleakprofile';
const { stdout: version } = await run('go', ['version']);
await mkdir(FIXTURES, { recursive: true });
const scratch = await mkdtemp(join(tmpdir(), 'goroutines-'));
try {
  await Promise.all([recordWaits(), recordHedge(), recordLabelled()]);
  await writeFile(join(FIXTURES, 'README.md'), readme());
} finally {
  await rm(scratch, { recursive: true });
}

/** A program that waits in every way; see waits/main.go. */
async function recordWaits(): Promise<void> {
  const sources = fileURLToPath(new URL('./waits/', import.meta.url));
  const program = join(scratch, 'waits');
  await run('go', ['build', '-trimpath', '-o', program, '.'], { cwd: sources });
  const out = await mkdtemp(join(scratch, 'out-'));
  await run(program, ['-out', out]);
  for (const name of ['waits-base.goroutine', 'waits-current.goroutine', 'waits.goroutineleak']) {
    await rename(join(out, `${name}.pb.gz`), join(FIXTURES, `${name}.pb.gz`));
  }
  for (const name of ['waits.stacks.txt', 'waits.stacks-after.txt']) {
    await writeFile(join(FIXTURES, `${name}.gz`), gzipSync(await readFile(join(out, name)), { level: 9 }));
  }
}

/** A program that labels its goroutines, and what `go tool pprof` says of its profiles; see labelled/main.go. */
async function recordLabelled(): Promise<void> {
  const program = join(scratch, 'labelled');
  await run('go', ['build', '-trimpath', '-o', program, '.'], {
    cwd: fileURLToPath(new URL('./labelled/', import.meta.url)),
  });
  await run(program, ['-out', FIXTURES]);
  const tops = ['base', 'current'].map(async (side) => {
    const { stdout } = await run('go', [
      'tool',
      'pprof',
      '-top',
      '-nodefraction=0',
      join(FIXTURES, `labelled-${side}.goroutine.pb.gz`),
    ]);
    return `${side}\n${stdout}`;
  });
  await writeFile(join(FIXTURES, 'labelled.top.txt'), (await Promise.all(tops)).join('\n'));
}

/** The lab's service with its goroutine leak, outside the lab: no limit, no kill, only what its pprof address serves. */
async function recordHedge(): Promise<void> {
  const { root } = await buildMarkets('go', marketsApi.releases.current, scratch);
  const exchange = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://exchange');
    response.end(orderBook(url.pathname.slice('/books/'.length), Number(url.searchParams.get('depth'))));
  });
  await new Promise<void>((resolve) => exchange.listen(0, '127.0.0.1', resolve));
  const address = `127.0.0.1:${19_000 + (process.pid % 900)}`;
  const service = spawn(join(root, 'app', 'markets-api'), {
    stdio: 'inherit',
    env: {
      MARKETS_LISTEN: address,
      MARKETS_EXCHANGE: `http://127.0.0.1:${(exchange.address() as AddressInfo).port}`,
      MARKETS_DEPTH: '5',
      MARKETS_CACHE_BOUND: '10',
      MARKETS_REFERENCE_BYTES: '100000',
      MARKETS_WORKERS: '6',
      MARKETS_FAULT: 'goroutine-leak',
      // Collects often, as a service under load does: only a collection notes since when a goroutine waits.
      GOGC: '10',
    },
  });
  try {
    await sleep(2000);
    await quotes(address, 0, 60);
    await keep(address, 'goroutine', 'hedge-base.goroutine.pb.gz');
    await quotes(address, 60, 800);
    await sleep(150_000);
    await quotes(address, 860, 740);
    await keep(address, 'goroutine', 'hedge-current.goroutine.pb.gz');
    await keep(address, 'goroutine?debug=2', 'hedge.stacks.txt.gz');
    await keep(address, 'goroutineleak', 'hedge.goroutineleak.pb.gz');
  } finally {
    service.kill();
    exchange.closeAllConnections();
    exchange.close();
  }
}

async function quotes(address: string, first: number, count: number): Promise<void> {
  for (let i = first; i < first + count; i += 1) {
    await (await fetch(`http://${address}/v1/markets/M${i}/quote?currency=EUR`)).arrayBuffer();
  }
}

async function keep(address: string, profile: string, name: string): Promise<void> {
  const response = await fetch(`http://${address}/debug/pprof/${profile}`);
  if (!response.ok) throw new Error(`${profile}: ${response.status} ${await response.text()}`);
  const bytes = Buffer.from(await response.arrayBuffer());
  await writeFile(join(FIXTURES, name), name.endsWith('.txt.gz') ? gzipSync(bytes, { level: 9 }) : bytes);
}

function readme(): string {
  return `Recorded by \`node scripts/goroutines/main.ts\` with ${version.replace('go version ', '').trim()} and
\`GOEXPERIMENT=goroutineleakprofile\`.

- \`waits\`: \`scripts/goroutines/waits\`, goroutines that wait in every way, 250 s after the base profile; \`stacks.txt.gz\`
  is \`goroutine?debug=2\` before the leak profile was taken, \`stacks-after.txt.gz\` after it
- \`hedge\`: the lab's \`markets-api\` with \`MARKETS_FAULT=goroutine-leak\`: 60 requests, the base profile, 800 requests,
  150 s, 740 requests, then the current profiles
- \`labelled\`: \`scripts/goroutines/labelled\`, goroutines under labels of pprof; \`top.txt\` is what \`go tool pprof\` says of both
`;
}
