import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { claimPorts } from '../../scripts/lab/ports.ts';

test('labs that start at the same moment get ports of their own', async () => {
  const claims = await Promise.all(Array.from({ length: 3 }, () => claimPorts(undefined)));
  const ports = claims.flatMap(({ prometheus, alertmanager, surroundings, pods }) => [
    prometheus,
    alertmanager,
    surroundings,
    pods,
  ]);
  for (const claim of claims) await claim.release();
  expect(new Set(ports).size).toBe(12);
});

test('a block that a lab holds is taken although nothing else listens there yet, and free after it', async () => {
  const first = await claimPorts(undefined);
  const again = claimPorts(first.prometheus);
  await expect(again).rejects.toThrow(
    `from ${first.prometheus} to ${first.prometheus + 4}: choose others with --base-port`,
  );
  await first.release();
  const second = await claimPorts(first.prometheus);
  expect(second.pods).toBe(first.pods);
  await second.release();
});

test('a block in which someone else listens is left alone', async () => {
  const first = await claimPorts(undefined);
  await first.release();
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(first.alertmanager, '127.0.0.1', resolve));
  await expect(claimPorts(first.prometheus)).rejects.toThrow('no five free ports');
  await new Promise((resolve) => other.close(resolve));
});
