import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { START_FLAGS } from '../../src/commands/lean-start.ts';

const V8_OPTIONS = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' });

function defaultOf(name: string): string | undefined {
  return new RegExp(`^  --${name} .*\\n.*default: (\\S+)`, 'm').exec(V8_OPTIONS)?.[1];
}

test.each(START_FLAGS)('after a start, $later is as V8 has it by default', ({ start, later }) => {
  const [, name = '', value] = /^--([\w-]+?)(?:=(.*))?$/.exec(later) ?? [];
  expect([value, `--${name}`, `--${name}=${value}`]).toContain(defaultOf(name));
  expect(start).not.toBe(later);
});

/** Where Node no longer reads these flags late, a bot would never optimise its code again: hot loops take 3.5 times as long. */
test('code is optimised again after a start', () => {
  const script = `
    const { leanStart } = await import('./src/commands/lean-start.ts');
    leanStart()();
    let hot = (n) => { let sum = 0; for (let i = 0; i < n; i += 1) sum = (sum * 31 + i) | 0; return sum; };
    for (let i = 0; i < 2000 && (%GetOptimizationStatus(hot) & (1 << 4)) === 0; i += 1) hot(20000);
    console.log((%GetOptimizationStatus(hot) & ((1 << 4) | (1 << 5))) !== 0);
  `;
  const args = ['--allow-natives-syntax', '--input-type=module', '--eval', script];
  expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toBe('true\n');
});
