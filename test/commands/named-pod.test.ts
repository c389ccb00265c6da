import { expect, test } from 'vitest';
import { checkPodNamed } from '../../src/commands/named-pod.ts';
import { SightedService } from '../../src/evidence/sighted-service.ts';
import { UnavailableError } from '../../src/foundation/errors.ts';
import { HOUR } from '../../src/measurement/duration.ts';
import { recordedEvidence } from '../support/recorded-evidence.ts';

const { service, metrics, end } = recordedEvidence('heap-leak');
const SIGNAL = new AbortController().signal;
const POD = 'markets-api-7d9f8b6c5-x2xkf';

const checked = (pod: string, source = metrics, at = end) =>
  checkPodNamed(
    new SightedService(source, { service, range: { from: at - HOUR, to: at } }),
    { service: 'markets-api', pod },
    SIGNAL,
  );

test('a pod that the service does not have is refused, with those that it has', async () => {
  await expect(checked(POD)).resolves.toBeUndefined();
  const refused = expect(checked('markets-api-7d9f8b6c5-nope'));
  await refused.rejects.toThrow(
    /^markets-api has no pod markets-api-7d9f8b6c5-nope in this window; it has markets-api-7d9f8b6c5-.*x2xkf.*, and 2 more$/,
  );
});

test('where no metric shows a pod, or none can be read, the investigation says why', async () => {
  await expect(checked('nope', metrics, end - 9000 * HOUR)).resolves.toBeUndefined();
  const series = () => Promise.reject(new UnavailableError('Prometheus is down', { retryable: true }));
  await expect(checked('nope', { name: 'Prometheus', series })).resolves.toBeUndefined();
});
