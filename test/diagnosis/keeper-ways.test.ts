import { describe, expect, test } from 'vitest';
import { habitClause } from '../../src/diagnosis/habit-clause.ts';
import { suspectIn, suspectOf } from '../../src/diagnosis/suspect.ts';
import type { Comparison, GrowthPath } from '../../src/profile/comparison.ts';
import { jvmWords } from '../../src/runtime/jvm/words.ts';

interface Grown {
  readonly place: string;
  readonly holder: string;
  readonly kind?: string;
  readonly share?: number;
  readonly below?: readonly string[];
}

function grown({ place, holder, kind = 'byte[]', share = 1, below = [] }: Grown): GrowthPath {
  const [type = ''] = /^.*(?=\.)/.exec(place) ?? [];
  const file = `${type.replaceAll('.', '/').replace(/\$.*/, '')}.java`;
  const frames = [{ function: place, file, line: 9 }];
  return { frames, below, base: 0, current: share * 1e6, delta: share * 1e6, share, kept: { class: kind, holder } };
}

function compared(...paths: readonly Grown[]): Comparison {
  const [base, current] = [
    { time: 0, total: 0 },
    { time: 1, total: 1e6 },
  ];
  const tree = { name: 'all', base: 0, current: 1e6, children: [] };
  return { sampleType: 'inuse_space', unit: 'bytes', base, current, delta: 1e6, tree, paths: paths.map(grown) };
}

function said(...paths: readonly Grown[]) {
  const suspect = suspectIn(compared(...paths));
  return { name: suspect?.name, title: habitClause(suspect), fix: jvmWords.heapFix(suspect) };
}

// As JDK 17 wrote it of a Scan whose action captures `this`: each Scan has a list of twelve marks, and there are ever more of these.
const OF_CLEANER =
  '(thread Cleaner-#) → CleanerImpl.phantomCleanableList → CleanerImpl$PhantomCleanableRef.prev → CleanerImpl$PhantomCleanableRef → … →';
const MARKS = `${OF_CLEANER} Scan$$Lambda.arg$1 → Scan.marks → ArrayList.elementData → Object[] → Scan$Mark.label → String.value`;

describe('what a Cleaner keeps', () => {
  test('by an action that captures its object is advised to let the action go without it', () => {
    const { title, fix } = said({ place: 'dev.heron.scans.Scan.<init>', holder: MARKS });
    expect(title).toBe(': the action of a Cleaner keeps its own object (Scan)');
    expect(fix).toMatch(/^Fix: give the Cleaner an action that does not refer to the Scan: .*never cleaned/);
    expect(fix).not.toContain('Scan.marks');
  });

  test('by an inner class, as by a lambda', () => {
    const holder = `${OF_CLEANER} CleanerImpl$PhantomCleanableRef.action → Tile$Release.this$0 → Tile.pixels`;
    expect(said({ place: 'dev.heron.Tile.<init>', holder }).title).toBe(
      ': the action of a Cleaner keeps its own object (Tile)',
    );
  });

  test('is known by the chain of another path, where that which grew most is what the Cleaner makes itself', () => {
    const own = { place: 'dev.heron.scans.Scan.<init>', holder: `${OF_CLEANER} CleanerImpl$PhantomCleanableRef.prev` };
    expect(said(own, { place: 'dev.heron.scans.ScansApp.read', holder: MARKS, share: 0.3 }).title).toBe(
      ': the action of a Cleaner keeps its own object (Scan)',
    );
  });

  test('of the object itself, whose class says that it is captured', () => {
    const holder = `${OF_CLEANER} CleanerImpl$PhantomCleanableRef.action → Scan$$Lambda.arg$1`;
    const path = { place: 'dev.heron.scans.ScansApp.read', holder, kind: 'dev.heron.scans.Scan' };
    expect(said(path).title).toBe(': the action of a Cleaner keeps its own object (Scan)');
  });

  test.each([
    `${OF_CLEANER} CleanerImpl$PhantomCleanableRef.prev`,
    // JDK 25 has nodes of arrays.
    'static Shapes.CLEANER → Cleaner.impl → CleanerImpl.activeList → CleanerImpl$CleanableList.head → CleanerImpl$CleanableList$Node.next → CleanerImpl$CleanableList$Node.arr → PhantomCleanable[] → CleanerImpl$PhantomCleanableRef.action → Shapes$State.log',
  ])('otherwise is advised to clean, and says of no one that it captures: %s', (holder) => {
    const { title, fix } = said({ place: 'dev.heron.scans.Shapes$State.<init>', holder });
    expect(title).toBe(': objects that are registered with a Cleaner and never cleaned');
    expect(fix).toMatch(/^Fix: close each object .*Cleanable\.clean\(\)/);
  });
});

describe('the field that is named', () => {
  test('is none of a class whose objects multiply themselves', () => {
    const entry = '(thread main) → ConcurrentHashMap.table → ConcurrentHashMap$Node[] → ConcurrentHashMap$Node.val';
    const seats = {
      place: 'dev.heron.Seat.<init>',
      holder: `${entry} → Room.seats → ArrayList.elementData → Object[] → Seat.name`,
      share: 0.9,
    };
    const beside = { place: 'dev.heron.Hub.open', holder: entry, share: 0.1 };
    // A few rooms may have ever more seats each; ever more rooms have theirs.
    expect(said(seats, { ...beside, kind: 'dev.heron.Hub' }).title).toBe(': Room.seats only grows');
    expect(said(seats, { ...beside, kind: 'dev.heron.Room' }).title).not.toContain('Room.seats');
    expect(said(seats, { ...beside, kind: 'dev.heron.Room' }).fix).not.toContain('Room.seats');
  });

  test('of a future is the future, and not who refers to what has it', () => {
    const holder =
      '(thread main) → CheckoutApp.drain → Drain.stopping → CompletableFuture.stack → CompletableFuture$UniRun.next → CompletableFuture$UniRun.fn → Drain$$Lambda.arg$1 → Cart.items → ArrayList.elementData';
    const { title, fix } = said({ place: 'dev.heron.checkout.CheckoutApp.pay', holder });
    expect(title).toBe(': callbacks of a future that does not complete (Drain.stopping)');
    expect(fix).toMatch(/^Fix: complete the future Drain\.stopping, /);
  });

  test('of the queue of an executor is the executor, also behind what wraps it', () => {
    const holder =
      'static Mail.APP → Outbox.sender → Executors$DelegatedExecutorService.e → ThreadPoolExecutor.workQueue → LinkedBlockingQueue.head → LinkedBlockingQueue$Node.item → FutureTask.callable';
    expect(said({ place: 'dev.heron.Mail.compose', holder }).fix).toMatch(
      /^Fix: bound the queue of the executor of Outbox\.sender, /,
    );
  });
});

describe('an array of a fixed length', () => {
  const RING = {
    place: 'dev.heron.audit.Blocks.read',
    holder: '(thread main) → Blocks.ring → byte[640][]',
    share: 0.49,
  };
  const TRAIL = {
    place: 'dev.heron.audit.Trail.book',
    kind: 'java.math.BigDecimal',
    holder:
      '(thread main) → Trail.accounts → ConcurrentHashMap.table → ConcurrentHashMap$Node[] → ConcurrentHashMap$Node.val → ArrayDeque.elements → Object[] → Trail$Entry.amount',
    share: 0.46,
  };

  test('is not said only to grow, and has its length', () => {
    const { title, fix } = said(RING);
    expect(title).toBe(': Blocks.ring is an array of 640 places, and no more');
    expect(fix).toMatch(/^Fix: see whether Blocks\.ring is full: an array holds no more than its 640 places/);
    const unknown = said({ ...RING, holder: RING.holder.replace('640', '') });
    expect(unknown.title).toBe(': Blocks.ring is an array, which holds no more than its length');
    expect(unknown.fix).toMatch(/^Fix: see whether Blocks\.ring is full: an array holds no more than its length/);
  });

  test('of objects with fields is one too, and one of lists, maps or chained nodes is none', () => {
    const of = (rest: string) => said({ ...RING, holder: `(thread main) → Blocks.ring → ${rest}` }).title;
    expect(of('Slot[64] → Slot.payload')).toContain('an array of 64 places');
    expect(of('ConcurrentHashMap[16] → ConcurrentHashMap.table → ConcurrentHashMap$Node[]')).toBe(
      ': a map that only grows (Blocks.ring)',
    );
    expect(of('Slot[64] → Slot.next → Slot.payload')).toBe(': Blocks.ring only grows');
    expect(of('… → Slot.payload')).not.toContain('array');
  });

  test('gives way to what grew about as much and has no bound, and stays named', () => {
    const { name, title, fix } = said(RING, TRAIL);
    expect(name).toBe('Trail.book');
    expect(title).toContain('Trail.accounts');
    expect(title).toMatch(/; Blocks\.read gained about as much$/);
    expect(fix).toContain('Trail.accounts');
    expect(fix).toMatch(/ In Blocks\.read, which gained about as much: see whether Blocks\.ring is full: /);
    expect(said(RING, { ...TRAIL, share: 0.1 }).name).toBe('Blocks.read');
  });
});

test('two paths nearer than 15 points are both named where something else keeps each', () => {
  const holder = (field: string) => `static ${field} → ArrayList.elementData → Object[]`;
  const first = { place: 'dev.heron.A.make', holder: holder('A.LIST'), share: 0.52 };
  const second = { place: 'dev.heron.B.make', holder: holder('B.LIST'), share: 0.4 };
  expect(said(first, second).title).toBe(': A.LIST only grows; B.make gained about as much');
  expect(said(first, second).fix).toMatch(/A\.LIST .* In B\.make, which gained about as much: take out of B\.LIST/);
  expect(said(first, { ...second, share: 0.36 }).title).toBe(': A.LIST only grows');
  expect(said(first, { ...second, holder: first.holder }).title).toBe(': A.LIST only grows');
  expect(said(first, { ...second, place: first.place }).title).toBe(': A.LIST only grows');
});

describe('threads', () => {
  const started = (...below: readonly string[]) => {
    const holder = '';
    return jvmWords.threadFix(suspectOf(grown({ place: 'dev.heron.Feed.follow', holder, below })));
  };

  test('of java.util.Timer are advised to be cancelled, and no pool to be bounded', () => {
    const fix = started('java.lang.Thread.start0', 'java.lang.Thread.start', 'java.util.Timer.<init>');
    expect(fix).toMatch(/^Fix: cancel\(\) each java\.util\.Timer that Feed\.follow makes/);
    expect(fix).not.toContain('pool');
  });

  test('of the HTTP client of the JDK want one client for all', () => {
    expect(started('java.lang.Thread.start', 'jdk.internal.net.http.HttpClientImpl.start')).toMatch(
      /^Fix: make one java\.net\.http\.HttpClient for all requests instead of one in each call of Feed\.follow/,
    );
  });

  test('of executors are those of a pool, and of their own want an end', () => {
    expect(started('java.lang.Thread.start', 'java.util.concurrent.ThreadPoolExecutor.addWorker')).toMatch(
      /^Fix: bound the thread pool and shut executors down .* in Feed\.follow/,
    );
    expect(started('java.lang.Thread.start0', 'java.lang.Thread.start')).toMatch(
      /^Fix: let each thread that Feed\.follow starts end with the work it is for/,
    );
    expect(jvmWords.threadFix({ name: 'Settlement.settle' })).toContain('bound the thread pool');
  });
});
