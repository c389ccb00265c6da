import { expect, test } from 'vitest';
import type { AdviceContext } from '../../src/diagnosis/advice-context.ts';
import { CONTAINER_ADVICE } from '../../src/diagnosis/container-advice.ts';
import { MiB } from '../../src/measurement/bytes.ts';

function nowOf(alive: boolean, kills: number): string {
  const urgency = { pod: 'merge-1', alive, now: 0, limit: 512 * MiB, level: 500 * MiB, kills, restarts: kills };
  const rest = { nextKill: undefined, deploy: undefined, bound: undefined };
  const context = { pod: 'merge-1', urgency: { ...urgency, ...rest }, leftInPod: true } as AdviceContext;
  return CONTAINER_ADVICE['shared-memory'](context).steps[0] ?? '';
}

test('no one is sent to delete a pod that is gone', () => {
  expect(nowOf(true, 3)).toMatch(/^Now: delete the pod merge-1, not only its container/);
  expect(nowOf(false, 3)).toMatch(/^Now: run df -t tmpfs in a pod that runs now, .* merge-1 is gone/);
});
