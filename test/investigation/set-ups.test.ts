import { expect, test } from 'vitest';
import { CONTAINER_SET_UPS } from '../support/container-set-ups.ts';
import { prometheusStandIn } from '../support/prometheus-stand-in.ts';
import { recordedSeries } from '../support/recorded-series.ts';
import { playedOn } from '../support/set-up-played.ts';
import { SET_UPS } from '../support/set-ups.ts';

test.each([...SET_UPS, ...CONTAINER_SET_UPS])('$name: the leak is found with nothing configured', async (setUp) => {
  await using server = await prometheusStandIn(setUp.as(recordedSeries('heap-leak')));
  const { gaps, ...ending } = await playedOn(server.url, setUp);
  const { services, pod, finding = 'heap-leak', gap, without } = setUp;
  expect(ending).toEqual({ services, pod, finding });
  if (gap !== undefined) expect(gaps.join('\n')).toContain(gap);
  if (without !== undefined) expect(gaps.join('\n')).not.toContain(without);
});
