import { describe, expect, test } from 'vitest';
import { compareProfiles } from '../../src/profile/compare.ts';
import type { Profile } from '../../src/profile/profile.ts';
import { drawnProfile } from '../support/profile/drawn-profile.ts';

/** As the endpoint of a JVM writes them, a line: how many, their pool, the stack that started them. */
function threads(...lines: readonly (readonly [count: number, pool: string, stack: string])[]): Profile {
  const drawn = drawnProfile(lines.map(([count, pool, stack]) => `${count} class=${pool} ${stack}`).join('\n'));
  return { ...drawn, sampleTypes: [{ type: 'threads', unit: 'count' }], defaultSampleType: 'threads' };
}

const pathsOf = (current: Profile, base: Profile = threads([1, 'main', 'com.acme.App.main /App.java:3'])) =>
  compareProfiles({ time: 0, profile: base }, { time: 1, profile: current }).paths.map(({ frames, delta }) => [
    frames[0]?.function,
    frames[0]?.line,
    delta,
  ]);

const CLIENT =
  'com.acme.Callback.<init> /Callback.java:15 > jdk.internal.net.http.HttpClientImpl.start /HttpClientImpl.java:338';
const ADD = 'java.util.concurrent.ThreadPoolExecutor.addWorker /ThreadPoolExecutor.java:945';
const unseen = (pool: string) => `[threads ${pool}] :0`;

describe('threads of one name', () => {
  test('are of the line that is known to start such threads, where the start of others was not seen', () => {
    const current = threads([79, 'Selector', CLIENT], [125, 'Selector', unseen('Selector')]);
    expect(pathsOf(current)).toEqual([['com.acme.Callback.<init>', 15, 204]]);
    // Whichever of the two saw it.
    expect(pathsOf(current, threads([30, 'Selector', unseen('Selector')]))).toEqual([
      ['com.acme.Callback.<init>', 15, 174],
    ]);
  });

  test('stay apart where two lines start such threads: which of them it was is not known', () => {
    const other = 'com.acme.Webhook.send /Webhook.java:8';
    const current = threads([40, 'Selector', CLIENT], [30, 'Selector', other], [99, 'Selector', unseen('Selector')]);
    expect(pathsOf(current)).toEqual([
      ['com.acme.Callback.<init>', 15, 40],
      ['[threads Selector]', 0, 99],
      ['com.acme.Webhook.send', 8, 30],
    ]);
  });

  test('are one where a pool of the JDK starts them from several places of its own', () => {
    const from = (caller: string) => `jdk.internal.net.http.${caller} /Http.java:1 > ${ADD}`;
    const current = threads(
      [82, 'Worker', from('CompletableFuture.completeAsync')],
      [65, 'Worker', from('SocketTube.start')],
      [22, 'Worker', from('SequentialScheduler.runOrSchedule')],
      [245, 'Worker', unseen('Worker')],
    );
    expect(pathsOf(current).map(([, , delta]) => delta)).toEqual([414]);
  });

  test('of another name are others, in the same code of the JDK too', () => {
    const current = threads([82, 'Worker', ADD], [65, 'pool', ADD], [9, 'Worker', unseen('Worker')]);
    expect(pathsOf(current).map(([, , delta]) => delta)).toEqual([147, 9]);
  });
});

describe('the first path of a thread leak', () => {
  test('is one that the service starts, where that is much of it', () => {
    const current = threads([414, 'Worker', ADD], [204, 'Selector', CLIENT]);
    expect(pathsOf(current).map(([name]) => name)).toEqual([
      'com.acme.Callback.<init>',
      'java.util.concurrent.ThreadPoolExecutor.addWorker',
    ]);
  });

  test('is the largest where the service starts few of them', () => {
    const current = threads([414, 'Worker', ADD], [20, 'Selector', CLIENT]);
    expect(pathsOf(current).map(([, , delta]) => delta)).toEqual([414, 20]);
  });
});
