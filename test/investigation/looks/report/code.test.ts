import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../../src/diagnosis/finding.ts';
import { codeOf } from '../../../../src/investigation/looks/report/code.ts';
import type { SourceAnswer, SourceHost } from '../../../../src/investigation/source-host.ts';
import type { Frame, GrowthPath } from '../../../../src/profile/comparison.ts';
import { diffProfiles } from '../../../../src/profile/diff.ts';
import { readHistogram } from '../../../../src/profile/histogram/read-histogram.ts';
import type { Repository, Runtime } from '../../../../src/service/service.ts';
import { aService } from '../../../support/investigations.ts';

const MARKETS = 'https://github.com/acme/markets';
const PUT = frame('github.com/acme/markets/cache.(*Cache).Put', '/build/cache/cache.go', 3);
const CODE = 'package cache\n\nvar grows = 1\nvar more = 2\n';
const NEVER = new AbortController().signal;

function frame(name: string, file: string, line: number): Frame {
  return { function: name, file, line };
}

function path(delta: number, ...frames: readonly Frame[]): GrowthPath {
  return { frames, below: [], base: 0, current: delta, delta, share: 0.5 };
}

function aFinding(...paths: readonly GrowthPath[]): Finding {
  return { kind: 'heap-leak', title: '', confidence: 0.9, evidence: [], paths, advice: [], proof: '' };
}

/** Knows these files (`revision:path`) and lists; anything else it is asked for is a fault of the test. */
function aHost(
  known: Readonly<Record<string, SourceAnswer<string>>>,
  tree?: SourceAnswer<readonly string[]>,
): SourceHost {
  return {
    within: () => NEVER,
    access: (page) => (page.url === MARKETS ? 'readable' : 'unnamed'),
    text({ revision, path: file }) {
      const answer = known[`${revision}:${file}`];
      return answer === undefined ? Promise.reject(new Error(`asked for ${file}`)) : Promise.resolve(answer);
    },
    paths: () => (tree === undefined ? Promise.reject(new Error('asked for all files')) : Promise.resolve(tree)),
  };
}

const found = (value: string) => ({ kind: 'found', value }) as const;
const absent = { kind: 'absent' } as const;
const NO_OWNERS = {
  '4f2c1a9:.github/CODEOWNERS': absent,
  '4f2c1a9:CODEOWNERS': absent,
  '4f2c1a9:docs/CODEOWNERS': absent,
};

function code(
  finding: Finding,
  host?: SourceHost,
  changes: Partial<Repository> & { revision?: string; runtime?: Runtime } = {},
) {
  const { revision = '4f2c1a9', runtime = 'go', ...repository } = changes;
  const service = { ...aService(), runtime };
  const running = revision === '' ? undefined : revision;
  return codeOf(
    { finding, service, repository: { url: MARKETS, ...repository }, revision: running, runtimeVersion: undefined },
    host,
    NEVER,
  );
}

test('the code of the line that grew most, what grew at it and beside it, and whose it is', async () => {
  const beside = frame(PUT.function, PUT.file, 4);
  const elsewhere = frame('github.com/acme/markets/api.Quote', '/build/api/quote.go', 3);
  const finding = aFinding(path(300, PUT), path(100, elsewhere), path(50, beside), path(20, PUT, elsewhere));
  const host = aHost({
    '4f2c1a9:cache/cache.go': found(CODE),
    '4f2c1a9:.github/CODEOWNERS': absent,
    '4f2c1a9:CODEOWNERS': found('* @acme/all\n/cache/ @acme/markets\n'),
  });
  const { source, gaps, links } = await code(finding, host);
  expect(source).toEqual({
    path: 'cache/cache.go',
    revision: '4f2c1a9',
    url: `${MARKETS}/blob/4f2c1a9/cache/cache.go#L3`,
    snippet: { first: 1, lines: ['package cache', '', 'var grows = 1', 'var more = 2'] },
    marks: [
      { line: 3, delta: 300 },
      { line: 4, delta: 50 },
    ],
    owners: ['@acme/markets'],
  });
  expect(gaps).toEqual([]);
  expect(links['/build/api/quote.go:3']).toBe(`${MARKETS}/blob/4f2c1a9/api/quote.go#L3`);
});

test('without a token there are links and no code', async () => {
  const { source, gaps, links } = await code(aFinding(path(300, PUT)));
  expect([source, gaps]).toEqual([undefined, []]);
  expect(Object.values(links)).toEqual([`${MARKETS}/blob/4f2c1a9/cache/cache.go#L3`]);
});

test.each([
  ['the file is not there', absent, /does not have cache\/cache\.go at 4f2c1a9, or the token may not read it/],
  ['it is shorter', found('package cache\n'), /has no line 3 at 4f2c1a9/],
  [
    'the host is in trouble',
    { kind: 'failed', gap: { missing: 'It is unreachable.', fix: 'Wait.' } } as const,
    /It is unreachable/,
  ],
])('what prevents the code is a gap, and the link stays: %s', async (_, answer, missing) => {
  const host = aHost({ ...NO_OWNERS, '4f2c1a9:cache/cache.go': answer });
  const { source, gaps, links } = await code(aFinding(path(300, PUT)), host);
  expect(source?.snippet).toBeUndefined();
  expect(gaps.map((gap) => gap.missing)).toEqual([expect.stringMatching(missing)]);
  expect(Object.keys(links)).toHaveLength(1);
});

test.each([
  ['', /the newest revision of/],
  ['main', /the branch main of/],
])('links to what moves are said to: %s', async (revision, missing) => {
  const { gaps } = await code(aFinding(path(300, PUT)), undefined, { revision });
  expect(gaps).toEqual([
    {
      missing: expect.stringMatching(missing) as string,
      fix: 'Expose markets_api_build_info{revision="<commit>"} 1 in the service, or set repository.revision in leakbot.yaml.',
    },
  ]);
});

/** Rows of class histograms, as they become frames. */
const histogramRows = (...names: readonly string[]) => {
  const rows = names.map((name, at) => `   ${at + 1}:  ${10 - at}  ${100 - at}  ${name}`);
  const sum = (of: (at: number) => number) => names.reduce((all, _, at) => all + of(at), 0);
  const text = [...rows, `Total  ${sum((at) => 10 - at)}  ${sum((at) => 100 - at)}`].join('\n');
  const { lines } = diffProfiles(EMPTY_HISTOGRAM, readHistogram(Buffer.from(text)));
  return lines.map(({ function: name, file, line }) => frame(name, file, line));
};
const EMPTY_HISTOGRAM = readHistogram(Buffer.from('Total  0  0'));

test('of a class histogram the service’s own classes are linked below the root; neither those of the JDK nor arrays, which are of no file', async () => {
  const rows = histogramRows('[D', 'java.lang.Object', 'com.acme.bus.EventBus$CartView', '[Lcom.acme.bus.Cart;');
  const finding = aFinding(...rows.map((row, at) => path(100 - at, row)));
  const { links, gaps } = await code(finding, undefined, { runtime: 'jvm', root: 'src/main/java' });
  expect(Object.values(links)).toEqual([`${MARKETS}/blob/4f2c1a9/src/main/java/com/acme/bus/EventBus.java`]);
  expect(gaps).toEqual([]);
  expect(rows[0]?.file).toBe('');
});

test('a root that is set is not asked for', async () => {
  const own = frame('com.acme.Cache.put', 'Cache.java', 3);
  const other = frame('org.shop.Cart.add', 'Cart.java', 3);
  const { gaps } = await code(aFinding(path(300, other), path(200, own)), undefined, { runtime: 'jvm', root: 'src' });
  expect(gaps.map(({ fix }) => fix)).toEqual([
    expect.stringMatching(/^Check whether it lies below src, the repository\.root .*, or set \w+ so that I can look/),
  ]);
});

test('a JVM class is looked for among the files of the repository', async () => {
  const put = frame('com.acme.Cache.put', 'Cache.java', 3);
  const file = 'src/main/java/com/acme/Cache.java';
  const host = aHost({ ...NO_OWNERS, [`4f2c1a9:${file}`]: found(CODE) }, { kind: 'found', value: [file] });
  const { source, gaps } = await code(aFinding(path(300, put)), host, { runtime: 'jvm' });
  expect([source?.path, gaps]).toEqual([file, []]);
});

test.each([
  ['without a token', undefined, /repository\.root .* \(src\/main\/java\), or GITHUB_TOKEN/],
  [
    'it is not among them',
    aHost({}, { kind: 'found', value: ['README.md'] }),
    /repository\.root .* \(src\/main\/java\)\.$/,
  ],
  [
    'the files cannot be listed',
    aHost({}, { kind: 'failed', gap: { missing: 'Too many.', fix: 'Set it.' } }),
    /Set it/,
  ],
  ['the revision is not there', aHost({}, absent), /doctor/],
])('a class that cannot be found is text, and what would help is said: %s', async (_, host, fix) => {
  const put = frame('com.acme.Cache.put', 'Cache.java', 3);
  const { links, source, gaps } = await code(aFinding(path(300, put)), host, { runtime: 'jvm' });
  expect([links, source]).toEqual([{}, undefined]);
  expect(gaps.map((gap) => gap.fix)).toEqual([expect.stringMatching(fix)]);
});

test('no one is asked where a class of the JDK lies', async () => {
  const buffer = frame('java.nio.HeapByteBuffer.<init>', 'HeapByteBuffer.java', 64);
  const { links, gaps } = await code(aFinding(path(300, buffer)), undefined, { runtime: 'jvm' });
  expect([links, gaps]).toEqual([{}, []]);
});

test('a repository that only the frames name is linked, not read, and the report says what to set', async () => {
  const unnamed: SourceHost = { ...aHost({}), access: () => 'unnamed' };
  const { links, source, gaps } = await code(aFinding(path(300, PUT)), unnamed);
  expect([Object.keys(links).length, source]).toEqual([1, undefined]);
  expect(gaps).toEqual([
    {
      missing: `The code is not shown: leakbot.yaml does not name ${MARKETS}.`,
      fix: expect.stringMatching(/repository\.url.*code\.owners/) as string,
    },
  ]);
});

test('a finding without paths asks no host', async () => {
  expect(await code(aFinding(), aHost({}))).toEqual({ links: {}, gaps: [] });
});

describe('a host that never answers', () => {
  const silent: SourceHost = {
    ...aHost({}),
    within: (span) => AbortSignal.timeout(span),
    text: (_, signal) =>
      new Promise((__, reject) => {
        const stop = () => reject(signal.reason as Error);
        if (signal.aborted) stop();
        signal.addEventListener('abort', stop);
      }),
  };
  const wanted = {
    finding: aFinding(path(300, PUT)),
    service: aService(),
    repository: { url: MARKETS },
    revision: '4f2c1a9',
    runtimeVersion: undefined,
  };

  test('is given up, and the report has its links', async () => {
    const { links, gaps } = await codeOf(wanted, silent, NEVER, 10);
    expect(Object.keys(links)).toHaveLength(1);
    expect(gaps.map((gap) => gap.missing)).toEqual([expect.stringMatching(/its host took longer than/)]);
  });

  test('ends when it is asked to', async () => {
    const stop = new AbortController();
    const reading = codeOf(wanted, silent, stop.signal);
    stop.abort(new Error('reported to stop'));
    await expect(reading).rejects.toThrow('reported to stop');
  });
});
