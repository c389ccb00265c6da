import { execFile, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../scripts/postgres/free-port.ts';
import { CHANNEL } from '../support/bot.ts';
import { instructionsOf, quoted, replayOf } from '../support/dockerfile.ts';
import { aWorkspace } from '../support/started-bot.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const DOCKERFILE = instructionsOf(read('Dockerfile'));

const mounts = spawnSync('unshare', ['--mount', 'true']).status === 0;

/** What .dockerignore lets through: it forbids all, then names what is in. */
function contextIn(folder: string): void {
  const [first, ...named] = read('.dockerignore').trim().split('\n');
  expect(first).toBe('*');
  for (const line of named) cpSync(join(ROOT, line.slice(1)), join(folder, line.slice(1)), { recursive: true });
}

/** The folder of a stage lies over this machine's root; its base has the project's own Node, as an image of Node has one. */
const BEGIN = `
begin() {
  mkdir -p "$S/$1/up" "$S/$1/work" "$S/$1/root"
  mount -t overlay overlay -o "lowerdir=$S/base:/,upperdir=$S/$1/up,workdir=$S/$1/work" "$S/$1/root"
  mount --rbind /proc "$S/$1/root/proc"
  mount --rbind /dev "$S/$1/root/dev"
}`;

interface Tried {
  readonly environment: Readonly<Record<string, string>>;
  /** Runs after the build, with the root read-only and /data and /tmp to write to. */
  readonly script: string;
}

/** Replays the Dockerfile without an engine, then runs a script beside what came of it. */
async function built({ environment, script }: Tried): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'leakbot-image-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  contextIn(folder);
  const assignments = Object.entries(environment).map(([name, value]) => quoted(`${name}=${value}`));
  const node = dirname(process.execPath);
  const whole = `set -euo pipefail
CONTEXT=${folder}
S=$(mktemp -d)
mount -t tmpfs none "$S"
mkdir -p "$S/base/usr/local/bin"
cp ${node}/node "$S/base/usr/local/bin/node"
${BEGIN}
{
${replayOf(DOCKERFILE)}
} >&2
R="$S/final/root"
become() { exec chroot --userspec=10001:10001 "$R" env -i PATH=/usr/local/bin:/usr/bin:/bin NODE_ENV=production LEAKBOT_DATABASE=/data/leakbot.db ${assignments.join(' ')} sh -c "cd /app; exec \\"\\$@\\"" - "$@"; }
inside() ( become "$@" )
mount -t tmpfs none "$R/tmp"
mount -t tmpfs -o mode=0700,uid=10001,gid=10001 none "$R/data"
chmod 1777 "$R/tmp"
mount -o remount,ro "$R"
${script}`;
  const run = promisify(execFile)('unshare', ['--mount', 'bash', '-c', whole], { maxBuffer: 64 * 2 ** 20 });
  return (await run).stdout;
}

interface LockedPackage {
  readonly dev?: boolean;
  readonly version: string;
  /** Of one that is installed under another name. */
  readonly name?: string;
}

const health = DOCKERFILE.find(({ name }) => name === 'HEALTHCHECK')?.rest.replace(/^.* CMD /, '') ?? '[]';

test('the base is pinned by its digest, and what runs is not root', () => {
  const said = (wanted: string) => DOCKERFILE.filter(({ name }) => name === wanted).map(({ rest }) => rest);
  expect(said('ARG')).toEqual([expect.stringMatching(/^NODE_IMAGE=\S+@sha256:[0-9a-f]{64}$/)]);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: as the Dockerfile writes it.
  expect(said('FROM').map((rest) => rest.split(' ')[0])).toEqual(['${NODE_IMAGE}', '${NODE_IMAGE}']);
  expect(said('USER')).toEqual(['10001:10001']);
});

test.skipIf(!mounts)(
  'its files are those that run, and it runs on a read-only root (needs the right to mount)',
  {
    timeout: 600_000,
  },
  async () => {
    const workspace = await aWorkspace();
    const port = await freePort();
    const environment = {
      SLACK_BOT_TOKEN: workspace.botToken,
      SLACK_APP_TOKEN: workspace.appToken,
      SLACK_API_URL: workspace.apiUrl,
      LEAKBOT_CHANNEL: workspace.channels[CHANNEL]?.id ?? '',
      LEAKBOT_HOST: '127.0.0.1',
      LEAKBOT_PORT: String(port),
    };
    const check = (JSON.parse(health) as string[]).map(quoted).join(' ');
    const said = await built({
      environment,
      script: `
echo "files: $(cd "$S/final/up" && find . -mindepth 1 -maxdepth 2 | sort | tr '\\n' ' ')"
echo "packages: $(cd "$S/final/up/app/node_modules" && find . -name package.json -not -path '*/test/*' | sed 's|^./||; s|/package.json$||' | tr '\\n' ' ')"
echo "sbom: $(node -e 'const s = JSON.parse(require("fs").readFileSync(process.argv[1])); console.log(s.bomFormat, s.serialNumber, s.components.map((c) => c["bom-ref"]).join(" "))' "$S/final/up/app/sbom.cdx.json")"
echo "doctor: $(inside node src/main.ts doctor --json 2>&1 | tr '\\n' ' ')"
become node src/main.ts start >"$S/log" 2>&1 &
bot=$!
for i in $(seq 1 200); do grep -q 'Leakbot is up' "$S/log" && break; sleep 0.2; done
echo "log: $(tr '\\n' ' ' <"$S/log")"
inside ${check} && echo 'health: 0' || echo 'health: 1'
inside sh -c 'touch /app/x 2>/dev/null' && echo 'root: writable' || echo 'root: read-only'
ls -ln "$R/data/leakbot.db"
kill -TERM "$bot"
wait || true
inside ${check} && echo 'stopped: 0' || echo 'stopped: 1'`,
    });
    const line = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(said)?.[1]?.trim() ?? '';

    const files = line('files')
      .split(' ')
      .filter((path) => !path.startsWith('./usr') && !path.startsWith('./opt'));
    expect(files).toEqual([
      './app',
      './app/LICENSE',
      './app/node_modules',
      './app/package.json',
      './app/sbom.cdx.json',
      './app/src',
      './data',
    ]);
    const lock = JSON.parse(read('package-lock.json')) as {
      readonly packages: Readonly<Record<string, LockedPackage>>;
    };
    const development = Object.entries(lock.packages).filter(([, { dev }]) => dev === true);
    const installed = new Set(line('packages').split(' '));
    expect(development.length).toBeGreaterThan(50);
    expect(
      development.map(([path]) => path.slice('node_modules/'.length)).filter((path) => installed.has(path)),
    ).toEqual([]);
    const [format, serial, ...components] = line('sbom').split(' ');
    expect([format, serial]).toEqual(['CycloneDX', 'undefined']);
    const wanted = Object.entries(lock.packages).filter(([path]) => installed.has(path.slice('node_modules/'.length)));
    const listed = new Set(components);
    const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    expect(
      wanted
        .map(([path, { name, version }]) => `${name ?? nameOf(path)}@${version}`)
        .filter((each) => !listed.has(each)),
    ).toEqual([]);

    expect(line('doctor')).toContain('/data/leakbot.db');
    expect(line('log')).toContain('Leakbot is up');
    expect(line('health')).toBe('0');
    expect(line('root')).toBe('read-only');
    expect(said).toMatch(/^-rw------- 1 10001 10001 .*leakbot\.db$/m);
    expect(line('stopped')).toBe('1');
  },
);
