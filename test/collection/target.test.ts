import { describe, expect, it } from 'vitest';
import { faultOf } from '../../src/collection/fault.ts';
import { configuredTargets, namesOf, scrapedTargets } from '../../src/collection/target.ts';
import type { Service } from '../../src/service/service.ts';

const aService = (change: Partial<Service> = {}): Service => ({
  workload: { cluster: 'eu-1', namespace: 'prod', name: 'markets-api' },
  selector: [
    { label: 'namespace', op: '=', value: 'prod' },
    { label: 'container', op: '=', value: 'api' },
  ],
  targets: ['http://10.0.0.7:6060'],
  metricsPath: '/metrics',
  pprofPath: '/debug/pprof',
  ...change,
});

describe('a configured target', () => {
  it('has the addresses of its metrics and profiles, and labels that the selector of its service finds', () => {
    const [target] = configuredTargets([aService({ memoryLimit: 512 })], { storeMetrics: true });
    expect(target).toMatchObject({
      instance: '10.0.0.7:6060',
      metricsUrl: 'http://10.0.0.7:6060/metrics',
      profilesUrl: 'http://10.0.0.7:6060/debug/pprof',
      labels: {
        instance: '10.0.0.7:6060',
        job: 'markets-api',
        service: 'markets-api',
        cluster: 'eu-1',
        namespace: 'prod',
        container: 'api',
      },
      memoryLimit: 512,
      storeMetrics: true,
    });
  });

  it.each([
    [{ targets: ['http://h:1/base/'], metricsPath: 'm' }, undefined, 'http://h:1/base/m', 'http://h:1/debug/pprof'],
    [{ targets: ['https://h:1'], pprofPath: '/pprof/' }, undefined, 'https://h:1/metrics', 'https://h:1/pprof/'],
    [{ targets: ['http://h:1'] }, { port: 6061 }, 'http://h:1/metrics', 'http://h:6061/debug/pprof'],
    [{ targets: ['http://h:1'] }, { port: 6061, tls: {} }, 'http://h:1/metrics', 'https://h:6061/debug/pprof'],
    [{ targets: ['http://[::1]:1'] }, undefined, 'http://[::1]:1/metrics', 'http://[::1]:1/debug/pprof'],
  ])('reads %j with %j', (change, access, metricsUrl, profilesUrl) => {
    const options = { storeMetrics: true, accessOf: () => access };
    expect(configuredTargets([aService(change)], options)).toMatchObject([{ metricsUrl, profilesUrl }]);
  });

  it('is visited once, however often it is named', () => {
    const services = [aService(), aService({ targets: ['http://10.0.0.7:6060/', 'http://10.0.0.8:6060'] })];
    const targets = configuredTargets(services, { storeMetrics: true });
    expect(targets.map(({ instance }) => instance)).toEqual(['10.0.0.7:6060', '10.0.0.8:6060']);
  });
});

describe('the credentials of a service', () => {
  const secret = { token: 'psst' };
  const process = (labels: Record<string, string>, scrapeUrl = 'https://10.0.0.9:8080/metrics') => ({
    scrapeUrl,
    labels: { container: 'api', ...labels },
  });
  const selector = [{ label: 'container', op: '=', value: 'api' }] as const;

  it.each([
    ['its own namespace, encrypted', { namespace: 'prod' }, 'https://10.0.0.9:1/metrics', {}, undefined],
    ['a pod elsewhere with the same labels', { namespace: 'dev' }, 'https://10.0.0.9:1/m', {}, 'other-namespace'],
    ['a process whose namespace is unknown', {}, 'https://10.0.0.9:1/m', {}, 'other-namespace'],
    ['its own namespace, unencrypted', { namespace: 'prod' }, 'http://10.0.0.9:1/m', {}, 'plain-http'],
    ['its own namespace, pprof encrypted', { namespace: 'prod' }, 'http://10.0.0.9:1/m', { tls: {} }, undefined],
    ['unencrypted where that is wanted', { namespace: 'prod' }, 'http://10.0.0.9:1/m', { plainHttp: true }, undefined],
    [
      'but not in another namespace',
      { namespace: 'dev' },
      'http://10.0.0.9:1/m',
      { plainHttp: true },
      'other-namespace',
    ],
    ['a host that targets name', {}, 'http://10.0.0.7:1/m', {}, undefined],
  ])('%s', (_, labels, scrapeUrl, more, withheld) => {
    const [target] = scrapedTargets([aService({ selector })], [process(labels, scrapeUrl)], () => ({
      ...secret,
      ...more,
    }));
    expect(target?.access?.withheld).toBe(withheld);
    expect(target?.access?.token).toBe(withheld === undefined ? 'psst' : undefined);
  });

  it('without a namespace of its own go to no process that only labels name', () => {
    const service = aService({ selector, workload: { name: 'api' } });
    const [target] = scrapedTargets([service], [process({ namespace: 'prod' })], () => secret);
    expect(target?.access).toMatchObject({ token: undefined, withheld: 'other-namespace' });
  });

  it('that are withheld are named when the process asks for them', () => {
    const refused = (withheld?: 'other-namespace' | 'plain-http') =>
      faultOf('heap', 'http://h/heap', { kind: 'refused', status: 401, withheld }).fix;
    expect(refused()).toContain('Set pprofAuth');
    expect(refused('other-namespace')).toContain('only to the namespace of the service');
    expect(refused('plain-http')).toContain('plainHttp');
  });
});

describe('a target that Prometheus scrapes', () => {
  const labels = { namespace: 'prod', container: 'api', pod: 'markets-api-7d9f-x2x', instance: 'node-3' };

  it('belongs to the service whose selector matches, and is known by its pod', () => {
    const processes = [
      { scrapeUrl: 'http://10.0.0.9:8080/metrics', labels },
      { scrapeUrl: 'http://10.0.0.10:8080/metrics', labels: { ...labels, container: 'other' } },
      { scrapeUrl: 'nonsense', labels },
    ];
    const targets = scrapedTargets([aService()], processes);
    expect(targets).toMatchObject([{ instance: '10.0.0.9:8080', labels, storeMetrics: false }]);
    expect(targets.map(namesOf)).toEqual([['markets-api-7d9f-x2x', '10.0.0.9:8080']]);
  });

  it('is known by the pod that discovery found where no label names it; a label goes before', () => {
    const { pod, ...unnamed } = labels;
    const scrapeUrl = 'http://10.0.0.9:8080/metrics';
    const named = (process: object) =>
      scrapedTargets([aService()], [{ scrapeUrl, labels: unnamed, ...process }]).map(namesOf);
    expect(named({ pod })).toEqual([[pod, '10.0.0.9:8080']]);
    expect(named({ pod, labels: { ...labels, pod: 'of-the-series' } })).toEqual([['of-the-series', '10.0.0.9:8080']]);
  });

  it('is one however many scrape pools hold it: the one that answers, at the service’s own path', () => {
    const of = (scrapeUrl: string, health: 'up' | 'down' = 'up') => ({ scrapeUrl, labels, health });
    const urls = (...processes: Parameters<typeof scrapedTargets>[1]) =>
      scrapedTargets([aService()], processes).map(({ metricsUrl }) => metricsUrl);
    expect(urls(of('http://h:1/federate'), of('http://h:1/metrics'), of('http://h:1/other'))).toEqual([
      'http://h:1/metrics',
    ]);
    expect(urls(of('http://h:1/metrics', 'down'), of('http://h:1/other'))).toEqual(['http://h:1/other']);
    // Another port may be another process: only a pprofPort of the service says that it is one.
    expect(urls(of('http://h:1/metrics'), of('http://h:2/metrics'))).toHaveLength(2);
    const pools = [of('http://h:1/metrics'), of('http://h:2/metrics')];
    const one = scrapedTargets([aService()], pools, () => ({ port: 6060 }));
    expect(one.map(({ profilesUrl }) => profilesUrl)).toEqual(['http://h:6060/debug/pprof']);
  });

  it('is no one’s when a service selects everything', () => {
    const processes = [{ scrapeUrl: 'http://10.0.0.9:8080/metrics', labels }];
    expect(scrapedTargets([aService({ selector: [] })], processes)).toEqual([]);
  });
});
