import { describe, expect, test } from 'vitest';
import type { Frame } from '../../src/profile/comparison.ts';
import { type SourceContext, sourceLinker } from '../../src/service/source-link.ts';

const MARKETS = 'https://github.com/acme/markets';
const AT = `${MARKETS}/blob/4f2c1a9`;

function frame(name: string, file: string, line = 88): Frame {
  return { function: name, file, line };
}

function urlOf(at: Frame, context: SourceContext = {}): string | undefined {
  const repository = { url: MARKETS, ...context.repository };
  return sourceLinker({ revision: '4f2c1a9', frames: [at], ...context, repository })(at).url;
}

describe('the JVM', () => {
  const put = frame('com.acme.markets.MarketsCache.put', 'MarketsCache.java');
  const paths = [
    'README.md',
    'api/src/main/java/com/acme/markets/MarketsCache.java',
    'api/src/test/java/com/acme/markets/MarketsCache.java',
    'api/src/main/kotlin/quotes/Quotes.kt',
    'a/src/main/java/com/acme/Twice.java',
    'b/src/main/java/com/acme/Twice.java',
    'desk/src/main/kotlin/com/acme/desk/WatchDesk.kt',
    'desk/src/test/kotlin/com/acme/desk/WatchDesk.kt',
    'book/src/main/scala-2.13/com/acme/book/Ledger.scala',
    'multi/src/jvmMain/kotlin/com/acme/multi/Feed.kt',
  ];
  const inApi = `${AT}/api/src/main/java/com/acme/markets/MarketsCache.java#L88`;

  test.each([
    ['dots', put, inApi],
    ['slashes', frame('com/acme/markets/MarketsCache.put', 'MarketsCache.java'), inApi],
    ['a constructor', frame('com.acme.markets.MarketsCache.<init>', 'MarketsCache.java'), inApi],
    ['a signature', frame('com.acme.markets.MarketsCache.put(Ljava/lang/String;)V', 'MarketsCache.java'), inApi],
    ['an inner class', frame('com/acme/markets/MarketsCache$Entry.put', 'MarketsCache.java'), inApi],
    [
      'a hidden lambda class',
      frame('com/acme/markets/MarketsCache$$Lambda$14/0x00000008000c8.apply', 'MarketsCache.java'),
      inApi,
    ],
    [
      'Kotlin without the directories that all packages share',
      frame('com.acme.quotes.QuotesKt.load', 'Quotes.kt', 7),
      `${AT}/api/src/main/kotlin/quotes/Quotes.kt#L7`,
    ],
    [
      'a class of Kotlin, of which a recording does not name the file',
      frame('com.acme.desk.WatchDesk$watch$1.invoke', 'WatchDesk.java', 9),
      `${AT}/desk/src/main/kotlin/com/acme/desk/WatchDesk.kt#L9`,
    ],
    [
      'Scala below a root with its version',
      frame('com.acme.book.Ledger.post', 'Ledger.java', 12),
      `${AT}/book/src/main/scala-2.13/com/acme/book/Ledger.scala#L12`,
    ],
    [
      'Kotlin for several platforms',
      frame('com.acme.multi.Feed.lambda$on$0', 'Feed.kt', 4),
      `${AT}/multi/src/jvmMain/kotlin/com/acme/multi/Feed.kt#L4`,
    ],
    [
      'a proxy that Spring made',
      frame('com.acme.markets.MarketsCache$$SpringCGLIB$$.put', 'MarketsCache.java'),
      undefined,
    ],
    ['a class that two modules have', frame('com.acme.Twice.f', 'Twice.java'), undefined],
    ['a class of a library', frame('com.github.benmanes.caffeine.Cache.put', 'Cache.java'), undefined],
  ])('a class is looked up in the repository: %s', (_, at, url) => expect(urlOf(at, { paths })).toBe(url));

  test('with the source root set, only the service’s own classes are linked', () => {
    const library = frame('com.github.benmanes.caffeine.Cache.put', 'Cache.java');
    const spring = frame('org.springframework.web.Dispatcher.service', 'Dispatcher.java');
    const context = {
      repository: { root: 'src/main/java', path: 'services/markets' },
      frames: [spring, put, library],
    };
    expect([put, library, spring].map((at) => urlOf(at, context))).toEqual([
      `${AT}/services/markets/src/main/java/com/acme/markets/MarketsCache.java#L88`,
      undefined,
      undefined,
    ]);
  });

  test.each([
    ['a package of one part', 'shop.Sessions$Session.<init>', 'Sessions.java', 'shop/Sessions.java'],
    ['a package of one part in Kotlin', 'shop.TickerKt.tick', 'Ticker.kt', 'shop/Ticker.kt'],
    ['a package of two parts', 'acme.shop.Sessions.open', 'Sessions.java', 'acme/shop/Sessions.java'],
  ])('with the source root set, %s is linked', (_, name, file, path) => {
    const own = frame(name, file);
    const library = frame('io.unknown.metrics.Registry.add', 'Registry.java');
    const context = { repository: { root: 'src/main/java' }, frames: [own, library] };
    expect(urlOf(own, context)).toBe(`${AT}/src/main/java/${path}#L88`);
    expect(urlOf(library, context)).toBeUndefined();
  });

  test.each(['src/main/kotlin', 'app/src/main/scala-2.13/', 'src/jvmMain/kotlin'])(
    'a file that a recording named after its class is not linked below %s',
    (root) => {
      const of = (file: string): Frame => ({ function: 'dev.osprey.tenants.Feed.<init>', file, line: 10 });
      const context = (frame: Frame) => ({ repository: { root }, frames: [frame] });
      expect(urlOf(of('Feed.java'), context(of('Feed.java')))).toBeUndefined();
      expect(urlOf(of('Tenants.kt'), context(of('Tenants.kt')))).toContain('/dev/osprey/tenants/Tenants.kt#L10');
    },
  );

  test('a library that no list knows is linked nowhere, although it comes before the class with main', () => {
    const library = frame('io.unknown.metrics.Registry.add', 'Registry.java');
    const prometheus = frame('io.prometheus.metrics.Registry.add', 'Registry.java');
    const main = frame('shop.Sessions.main', 'Sessions.java', 35);
    const context = { repository: { root: 'src/main/java' }, frames: [library, prometheus, put, main] };
    expect([library, prometheus, main].map((at) => urlOf(at, context))).toEqual([
      undefined,
      undefined,
      `${AT}/src/main/java/shop/Sessions.java#L35`,
    ]);
    expect(urlOf(prometheus, { ...context, frames: [prometheus, put] })).toBeUndefined();
  });

  test('an array is of no file', () => {
    const array = sourceLinker({ repository: { url: MARKETS }, paths })(
      frame('com.acme.markets.MarketsCache[]', 'com/acme/markets/MarketsCache.java', 0),
    );
    expect(array).toEqual({ text: '', url: undefined });
  });

  test('without either it is text', () => {
    expect(sourceLinker({ repository: { url: MARKETS } })(put)).toEqual({
      text: 'MarketsCache.java:88',
      url: undefined,
    });
  });
});

describe('Node', () => {
  const paths = ['src/cache.js', 'lib/cache.js', 'index.js', 'web/index.js', 'packages/quotes/src/feed.ts'];

  test.each([
    ['/app/src/cache.js', `${AT}/src/cache.js#L88`],
    ['file:///usr/src/app/src/cache.js', `${AT}/src/cache.js#L88`],
    ['file:///C:/app/src/cache.js', `${AT}/src/cache.js#L88`],
    ['/app/index.js', `${AT}/index.js#L88`],
    ['webpack://quotes/./src/feed.ts', `${AT}/packages/quotes/src/feed.ts#L88`],
    ['/srv/quotes/src/feed.ts', `${AT}/packages/quotes/src/feed.ts#L88`],
    ['/app/dist/feed.js', undefined],
    ['/app/cache.js', undefined],
  ])('a file is looked up in the repository: %s', (file, url) => {
    expect(urlOf(frame('put', file), { paths })).toBe(url);
  });

  test('with the directory it runs in', () => {
    expect(urlOf(frame('put', '/app/src/my%20cache.js'), { repository: { root: '/app' } })).toBe(
      `${AT}/src/my%2520cache.js#L88`,
    );
    expect(urlOf(frame('put', 'file:///app/src/my%20cache.js'), { repository: { root: '/app' } })).toBe(
      `${AT}/src/my%20cache.js#L88`,
    );
  });

  test.each([
    ['/app/node_modules/express/lib/router.js', 'https://www.npmjs.com/package/express'],
    ['/app/node_modules/@fastify/cors/index.js', 'https://www.npmjs.com/package/@fastify/cors'],
    ['/app/node_modules/a/node_modules/b/index.js', 'https://www.npmjs.com/package/b'],
    [
      '/app/node_modules/.pnpm/express@4.21.0/node_modules/express/lib/router.js',
      'https://www.npmjs.com/package/express/v/4.21.0',
    ],
    [
      '/app/node_modules/.pnpm/@fastify+cors@9.0.1_fastify@4.28.1/node_modules/@fastify/cors/index.js',
      'https://www.npmjs.com/package/@fastify/cors/v/9.0.1',
    ],
    ['/app/node_modules/@acme/internal/index.js', undefined],
  ])('an installed package leads to its page: %s', (file, url) => expect(urlOf(frame('f', file))).toBe(url));

  test('its internals are linked at the version that runs, or not at all', () => {
    const at = frame('listOnTimeout', 'node:internal/timers', 540);
    expect(urlOf(at, { runtimeVersion: 'v22.3.0' })).toBe(
      'https://github.com/nodejs/node/blob/v22.3.0/lib/internal/timers.js#L540',
    );
    expect(urlOf(at)).toBeUndefined();
  });
});

describe('Python', () => {
  test('its standard library: the directory shows the branch, the version the tag', () => {
    const at = frame('decode', '/usr/local/lib/python3.12/json/decoder.py', 5);
    const url = (revision: string) => `https://github.com/python/cpython/blob/${revision}/Lib/json/decoder.py#L5`;
    const branch = sourceLinker({})(at);
    expect([branch.url, branch.file?.moving]).toEqual([url('3.12'), true]);
    const tag = sourceLinker({ runtimeVersion: '3.12.4' })(at);
    expect([tag.url, tag.file?.moving]).toEqual([url('v3.12.4'), false]);
    expect(sourceLinker({ runtimeVersion: '3.11.2' })(at).url).toBe(url('3.12'));
  });

  test('the service’s own files, and installed ones', () => {
    expect(urlOf(frame('put', '/app/markets/cache.py'), { repository: { root: '/app' } })).toBe(
      `${AT}/markets/cache.py#L88`,
    );
    expect(urlOf(frame('put', '/app/markets/cache.py'), { paths: ['markets/cache.py'] })).toBe(
      `${AT}/markets/cache.py#L88`,
    );
    expect(urlOf(frame('get', '/app/.venv/lib/python3.12/site-packages/requests/api.py'))).toBeUndefined();
  });
});
