import { describe, expect, test } from 'vitest';
import { compareProfiles } from '../../src/profile/compare.ts';
import { drawnProfile } from '../support/profile/drawn-profile.ts';

const NOTHING = drawnProfile('1  jdk.internal.Boot.start Boot.java:1');

/** From which function each growing path is reported. */
function begins(drawing: string): readonly (string | undefined)[] {
  const current = drawnProfile(drawing);
  const { paths } = compareProfiles({ time: 0, profile: NOTHING }, { time: 1, profile: current });
  return paths.map(({ frames: [first] }) => first && `${first.function}:${first.line}`);
}

const THREAD = 'java.lang.Thread.run Thread.java:840';

describe('whose code a path begins with, where a library is on no list', () => {
  test('that of the package whose main was called', () => {
    expect(
      begins(`
        5  dev.kestrel.shop.ShopApp.main ShopApp.java:9 > dev.kestrel.wire.Wiring.build Wiring.java:3
        90 ${THREAD} > dev.kestrel.shop.Job.page Job.java:19 > biz.vendor.db.Page.read Page.java:358 > java.lang.String.<init> String.java:4
        40 ${THREAD} > biz.vendor.db.Writer.run Writer.java:12 > biz.vendor.db.Chunk.make Chunk.java:7
      `),
    ).toEqual(['dev.kestrel.shop.Job.page:19', 'biz.vendor.db.Chunk.make:7', 'dev.kestrel.wire.Wiring.build:3']);
  });

  test('in a jar that starts the main class for it', () => {
    const boot = 'org.springframework.boot.loader.launch.JarLauncher.main JarLauncher.java:40';
    expect(
      begins(`
        5  ${boot} > io.github.acme.pay.Pay.main Pay.java:9 > io.github.acme.pay.Pool.open Pool.java:3
        90 ${THREAD} > io.github.acme.pay.Till.book Till.java:8 > io.github.other.Tree.put Tree.java:30
      `),
    ).toEqual(['io.github.acme.pay.Till.book:8', 'io.github.acme.pay.Pool.open:3']);
  });

  test('that of most threads where no stack has the main', () => {
    expect(
      begins(`
        90 ${THREAD} > dev.kestrel.shop.Job.page Job.java:19 > biz.vendor.db.Page.read Page.java:358
        80 ${THREAD} > dev.kestrel.shop.Job.sum Job.java:29 > biz.vendor.db.Page.read Page.java:358
        70 ${THREAD} > dev.kestrel.shop.Poll.tick Poll.java:5 > biz.vendor.db.Page.find Page.java:60
        10 ${THREAD} > biz.vendor.db.Writer.run Writer.java:12
      `),
    ).toEqual([
      'dev.kestrel.shop.Job.page:19',
      'dev.kestrel.shop.Job.sum:29',
      'dev.kestrel.shop.Poll.tick:5',
      'biz.vendor.db.Writer.run:12',
    ]);
  });

  test.each([
    ['threads of several begin the stacks', `${THREAD} > com.other.Work.run Work.java:1`],
    [
      'a filter below a known server begins them',
      'org.apache.catalina.Valve.invoke Valve.java:2 > com.other.Filter.pass Filter.java:1',
    ],
  ])('not said where %s', (_, outer) => {
    expect(
      begins(`
        90 ${outer} > dev.kestrel.shop.Job.page Job.java:19
        80 ${outer} > dev.kestrel.shop.Job.sum Job.java:29
        70 ${THREAD} > dev.kestrel.shop.Poll.tick Poll.java:5
        60 ${THREAD} > dev.kestrel.shop.Poll.tock Poll.java:6
      `)[0],
    ).toBe('dev.kestrel.shop.Job.page:19');
  });

  test('the main function itself says less than what it calls', () => {
    expect(begins('9  dev.kestrel.shop.ShopApp.main ShopApp.java:9 > biz.vendor.db.Page.read Page.java:3')).toEqual([
      'biz.vendor.db.Page.read:3',
    ]);
  });
});

describe('classes that were made while the program ran', () => {
  const rules = (name: (i: number) => string, count: number) =>
    Array.from(
      { length: count },
      (_, i) => `3  org.apache.camel.Route.run Route.java:16 > ${name(i)} > groovy.lang.Script.<init> Script.java:4`,
    ).join('\n');

  test.each([
    ['scripts', (i: number) => `Script${i}.<init> Script${i}.groovy:1`, 'Script#.<init>:1'],
    [
      'closures of scripts',
      (i: number) => `Script${i}$_run_closure1.doCall Script${i}.groovy:2`,
      'Script#$_run_closure#.doCall:2',
    ],
    ['what a planner generates', (i: number) => `gen.plan.Query_${i + 7}.next Query.java:5`, 'gen.plan.Query_#.next:5'],
  ])('are one: %s', (_, name, said) => {
    expect(begins(rules(name, 40))).toEqual([said]);
  });

  test('are not taken from a few that were written so, nor from anonymous ones', () => {
    expect(begins(rules((i) => `com.acme.Step${i}.run Step${i}.java:1`, 5))).toHaveLength(5);
    expect(begins(rules((i) => `com.acme.Feed$${i}.run Feed.java:1`, 20))).toHaveLength(20);
  });
});
