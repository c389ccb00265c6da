import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const PROFILES = join(ROOT, 'test/fixtures/profiles/churn');
/** Root may write everywhere: the commands run as someone else then. */
const someone = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

describe('in a folder with a blank in its name, which is not writable', () => {
  let parent: string;
  let folder: string;
  beforeAll(() => {
    parent = mkdtempSync(join(tmpdir(), 'leakbot-odd-'));
    folder = join(parent, 'a folder (1)');
    mkdirSync(folder);
    cpSync(join(ROOT, 'src'), join(folder, 'src'), { recursive: true });
    cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    mkdirSync(join(parent, 'out'));
    chmodSync(join(parent, 'out'), 0o777);
    chmodSync(parent, 0o755);
    execFileSync('chmod', ['-R', 'a-w', join(folder, 'src'), join(folder, 'package.json'), folder]);
  });
  afterAll(() => {
    execFileSync('chmod', ['-R', 'u+w', folder]);
    rmSync(parent, { recursive: true });
  });

  const leakbot = (...args: readonly string[]) =>
    spawnSync(process.execPath, [join(folder, 'src/leakbot.js'), ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] },
      ...someone,
    });

  test('two profiles are compared and drawn, in threads with modules and fonts of their own', () => {
    const [base, current] = [join(PROFILES, 'heap-base.pb.gz'), join(PROFILES, 'heap-current.pb.gz')];
    const picture = join(parent, 'out', 'flame.png');
    const { status, stderr } = leakbot('diff', base, current, '--flame-graph', picture);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(existsSync(picture)).toBe(true);
  });

  test('doctor lists what is missing, and does not crash', () => {
    const { status, stdout, stderr } = leakbot('doctor');
    expect(status).toBe(1);
    expect(stderr).toBe('');
    expect(stdout).toContain('SLACK_BOT_TOKEN');
    expect(stdout).not.toMatch(/\n {4}at /);
  });

  test('start says it in one list, and does not crash', () => {
    const { status, stderr } = leakbot('start');
    expect(status).toBe(1);
    expect(stderr).not.toMatch(/\n {4}at |Warning:/);
    expect(stderr).toContain('LEAKBOT_CHANNEL');
  });
});
