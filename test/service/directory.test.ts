import { describe, expect, test } from 'vitest';
import { fullName, lookUp, namedIn, withDiscovered } from '../../src/service/directory.ts';
import type { Service } from '../../src/service/service.ts';

/** `eu-1/prod/markets-api:envoy`, or less of it. */
function aService(name: string): Service {
  const [path = '', container] = name.split(':');
  const [own = '', namespace, cluster] = path.split('/').reverse();
  const workload = { cluster, namespace, name: own, container };
  return { workload, selector: [], targets: [], metricsPath: '/metrics', pprofPath: '/debug/pprof' };
}

const some = (...names: readonly string[]) => names.map(aService);

function found(services: readonly string[], typed: string): string {
  const lookup = lookUp(some(...services), typed);
  if (lookup.kind === 'found') return fullName(lookup.service);
  return lookup.kind === 'several' ? lookup.services.map(fullName).join(' | ') : lookup.kind;
}

describe('what someone types', () => {
  test.each([
    ['markets-api', ['prod/markets-api'], 'prod/markets-api'],
    ['Markets-API', ['prod/markets-api'], 'prod/markets-api'],
    ['markets-api', ['prod/markets-api', 'dev/markets-api'], 'prod/markets-api | dev/markets-api'],
    ['dev/markets-api', ['prod/markets-api', 'dev/markets-api'], 'dev/markets-api'],
    ['markets-api', ['markets-api', 'prod/markets-api'], 'markets-api'],
    ['prod/api', ['prod/api', 'eu-1/prod/api'], 'prod/api'],
    ['api', ['prod/api:app', 'prod/api:envoy'], 'prod/api:app | prod/api:envoy'],
    ['prod/api:envoy', ['prod/api:app', 'prod/api:envoy'], 'prod/api:envoy'],
    ['api:envoy', ['prod/api:app', 'prod/api:envoy'], 'prod/api:envoy'],
    // A workload's name means its main container: every pod of a mesh has a second one.
    ['api', ['prod/api:api', 'prod/api:envoy'], 'prod/api'],
    ['api-7c9f8d6b5-x2kqd', ['prod/api', 'prod/api-worker'], 'prod/api'],
    ['prod/api-7c9f8d6b5-x2kqd', ['prod/api', 'dev/api'], 'prod/api'],
    ['api-worker-6d5f7c8b9-k2xqz', ['prod/api', 'prod/api-worker:app'], 'prod/api-worker:app'],
    ['app', ['prod/api:app', 'prod/api-worker:app'], 'prod/api:app | prod/api-worker:app'],
    ['dev/app', ['prod/api:app', 'dev/api:app'], 'dev/api:app'],
    ['envoy', ['prod/api:api', 'prod/api:envoy'], 'prod/api:envoy'],
    ['prod/api', ['prod/api:api', 'prod/api:envoy'], 'prod/api'],
    ['api', ['prod/api:app'], 'prod/api:app'],
    ['', ['prod/api'], 'unknown'],
    ['pi', ['prod/api'], 'unknown'],
  ])('%s among %j is %s', (typed, services, expected) => {
    expect(found(services, typed)).toBe(expected);
  });
});

describe('what a message names', () => {
  test.each([
    ['OOM in markets-api.', ['markets-api']],
    ['OOM in markets-api-worker', ['markets-api-worker']],
    ['pod=prod/markets-api, again', ['markets-api']],
    ['image acme/markets-api:1.2', ['markets-api']],
    ['markets-api and quotes', ['markets-api', 'quotes']],
    ['quotes quotes Quotes', ['quotes']],
    ['my-markets-api2', []],
    ['', []],
  ])('%s', (text, expected) => {
    const services = some('prod/markets-api', 'prod/markets-api-worker', 'prod/quotes');
    expect(namedIn(services, text).map(({ workload }) => workload.name)).toEqual(expected);
  });
});

describe('configured and discovered services', () => {
  test.each([
    ['the same', ['prod/api'], ['prod/api'], ['prod/api']],
    ['another namespace', ['prod/api'], ['dev/api'], ['prod/api', 'dev/api']],
    ['another cluster', ['eu-1/prod/api'], ['us-1/prod/api'], ['eu-1/prod/api', 'us-1/prod/api']],
    ['a cluster that leakbot.yaml leaves out', ['prod/api'], ['eu-1/prod/api'], ['prod/api']],
    ['a namespace that leakbot.yaml leaves out', ['api'], ['prod/api'], ['api']],
    ['another container', ['prod/api'], ['prod/api:envoy'], ['prod/api', 'prod/api:envoy']],
  ])('%s', (_, configured, discovered, expected) => {
    expect(withDiscovered(some(...configured), some(...discovered)).map(fullName)).toEqual(expected);
  });
});
