import { describe, expect, test } from 'vitest';
import { holderOf, OF_AGENT } from '../../../src/profile/jfr/holder.ts';
import type { JfrType } from '../../../src/profile/jfr/metadata.ts';
import { type JfrValue, Struct } from '../../../src/profile/jfr/values.ts';

const NONE: JfrType = { name: '', primitive: undefined, event: false, fields: [], positions: new Map() };

function struct(values: Readonly<Record<string, JfrValue>>): Struct {
  const names = Object.keys(values);
  const fields = names.map((field) => ({ name: field, type: NONE, constant: false, array: false }));
  const type = { ...NONE, fields, positions: new Map(names.map((field, at) => [field, at])) };
  return new Struct(type, Object.values(values), { get: () => undefined, unkept: () => undefined });
}

const STATIC = 0x0008 | 0x0010;

/** A link as the recording has it: `com/acme/Quotes.entries`, `static java/lang/Class.CACHE com.acme.Quotes`, `[Ljava/lang/Object;`. */
function chain(...links: readonly string[]): Struct {
  const [link, ...outer] = links;
  const [, , type = '', , described = ''] =
    /^(static )?([^. ]+)(?:\.(\S+))?(?: (\S+))?$/.exec(link ?? 'java/lang/Object') ?? [];
  const referrer =
    outer.length === 0 ? {} : { referrer: struct({ object: chain(...outer), ...fieldOf(outer[0] ?? '') }) };
  return struct({
    type: struct({ name: type }),
    description: described === '' ? '' : `Class Name: ${described}`,
    ...referrer,
  });
}

function fieldOf(link: string) {
  const [, modifier, name] = /^(static )?[^. ]+(?:\.(\S+))?/.exec(link) ?? [];
  return name === undefined ? {} : { field: struct({ name, modifiers: modifier === undefined ? 0 : STATIC }) };
}

const root = (description: string, system: string) => struct({ description, system: struct({ name: system }) });

describe('what keeps an object', () => {
  test('begins at the static field of a class', () => {
    const object = chain(
      'com/acme/Quote',
      'java/util/HashMap.table',
      'static java/lang/Class.CACHE com.acme.Quotes',
      'java/util/ArrayList.elementData',
    );
    expect(holderOf(object, root('', 'VM Global'))).toBe('static Quotes.CACHE → HashMap.table');
  });

  test('is never the agent that looks at it, whose fields say nothing of what keeps it', () => {
    const loaders = chain(
      'java/net/URLClassLoader',
      'java/util/HashMap$Node.key',
      'java/util/HashMap.table',
      'static java/lang/Class.loaders leakbot.SourceFiles',
      'java/util/ArrayList.elementData',
    );
    expect(holderOf(loaders, root('', 'VM Global'))).toBe(OF_AGENT);
    expect(holderOf(chain('[B', 'leakbot/Pprof.out'), root('', 'Thread'))).toBe(OF_AGENT);
    // A class of the service whose package begins alike is no agent, and a class that something keeps is no field of it.
    const own = chain('[B', 'static java/lang/Class.ALL leakbots.SourceFiles');
    expect(holderOf(own, root('', 'VM Global'))).toBe('static SourceFiles.ALL');
  });

  // JDK 25: the root of what thread-locals keep is the JVM's storage of threads, and the thread is an object of the chain.
  test('begins at the thread by its name, also where only the object of the thread has it', () => {
    const entries = struct({ name: 'table', modifiers: 0 });
    const thread = struct({ type: struct({ name: 'java/lang/Thread' }), description: 'Thread Name: wren-pool-5' });
    const object = struct({ type: struct({ name: '[B' }), referrer: struct({ object: thread, field: entries }) });
    expect(holderOf(object, root('', 'Thread OopStorage'))).toBe('(thread wren-pool-#) → Thread.table');
  });

  test.each([
    ['org/hibernate/internal/SessionImpl.log', 'SessionImpl'],
    ['org/h2/mvstore/SingleFileStore.$assertionsDisabled', 'SingleFileStore'],
    ['com/acme/Child.LOGGER', 'Child'],
  ])('goes on past a static field that the JVM names of an object: %s', (named, said) => {
    const object = chain(
      'com/acme/Entry',
      'com/acme/Context.entries',
      `static ${named}`,
      'com/acme/Job.session',
      'com/acme/App$$Lambda$499+0x00007ff2d95007e0/1560203450.arg$1',
    );
    expect(holderOf(object, root('Thread Name: http-nio-8080-exec-1', 'Threads'))).toBe(
      `(thread http-nio-8080-exec-#) → App$$Lambda.arg$1 → Job.session → ${said} → Context.entries`,
    );
  });

  test('goes on to a true static field further out', () => {
    const object = chain(
      'com/acme/Entry',
      'static com/acme/Child.LOGGER',
      'com/acme/Holder.child',
      'static java/lang/Class.ALL com.acme.Registry',
    );
    expect(holderOf(object, root('', 'Class Loader Data'))).toBe('static Registry.ALL → Holder.child → Child');
  });

  test('is the root alone where nothing refers to the object', () => {
    expect(holderOf(chain('java/lang/Thread'), root('Thread Name: poll-12', 'Threads'))).toBe('(thread poll-#)');
    expect(holderOf(chain('java/lang/Thread'), root('', 'Threads'))).toBe('(Threads)');
    expect(holderOf(chain('java/lang/Thread'), undefined)).toBe('');
  });

  describe('by an array', () => {
    const ARRAY_IN = (...links: readonly string[]) => {
      const array = chain(...links);
      const reference = struct({ object: array, array: struct({ size: 640, index: 7 }) });
      return holderOf(struct({ type: struct({ name: '[B' }), referrer: reference }), root('', 'Threads'));
    };

    test('that a field of the service refers to has its length', () => {
      expect(ARRAY_IN('[[B', 'com/acme/Blocks.ring')).toBe('(Threads) → Blocks.ring → byte[640][]');
      expect(ARRAY_IN('[Lcom/acme/Slot;', 'static java/lang/Class.RING com.acme.Blocks')).toBe(
        'static Blocks.RING → Slot[640]',
      );
    });

    test('of a collection of the JDK, or of a library, or of a thread alone has none', () => {
      const map = ARRAY_IN('[Ljava/util/HashMap$Node;', 'java/util/HashMap.table', 'com/acme/Quotes.all');
      expect(map).toBe('(Threads) → Quotes.all → HashMap.table → HashMap$Node[]');
      expect(ARRAY_IN('[B', 'io/netty/buffer/PoolChunk.memory')).toBe('(Threads) → PoolChunk.memory → byte[]');
      expect(ARRAY_IN('[B', 'static java/lang/Class.CACHE java.lang.Character')).toBe(
        'static Character.CACHE → byte[]',
      );
      expect(ARRAY_IN('[[B')).toBe('(Threads) → byte[][]');
    });
  });
});
