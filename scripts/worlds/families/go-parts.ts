import { type Bytes, KiB, MiB } from '../../../src/measurement/bytes.ts';
import type { Random } from '../../score/random.ts';
import type { Cause } from '../holding.ts';
import { fills, type Law, level } from '../law.ts';
import type { GoPlan, Holder, Routines } from '../programs/go.ts';

const MODULE = 'github.com/acme/markets';
const SERVE = [
  'net/http.HandlerFunc.ServeHTTP /usr/local/go/src/net/http/server.go:2322',
  'net/http.(*conn).serve /usr/local/go/src/net/http/server.go:2027',
];

/** Frames of the service's own code above the server's. */
export function frames(...own: readonly (readonly [string, string, number])[]): readonly string[] {
  return [...own.map(([name, file, line]) => `${MODULE}/${name} /build/${file}:${line}`), ...SERVE];
}

export function baseHolder(bytes: Bytes, tau = 120): Holder {
  return {
    cause: 'base',
    stack: frames(['internal/catalog.Load', 'internal/catalog/catalog.go', 88]),
    bytes: fills(bytes, tau),
    object: 400,
  };
}

export function leakHolder(bytes: Law, cause: Cause = 'heap-leak'): Holder {
  return {
    cause,
    stack: frames(
      ['internal/session.(*Store).Put', 'internal/session/store.go', 41],
      ['internal/api.(*Server).login', 'internal/api/login.go', 73],
    ),
    bytes,
    object: 512,
  };
}

/** Another user of the heap, e.g. a cache that fills. */
export function cacheHolder(bytes: Law, cause: Cause = 'base'): Holder {
  return {
    cause,
    stack: frames(
      ['internal/cache.(*LRU).Add', 'internal/cache/lru.go', 57],
      ['internal/api.(*Server).quote', 'internal/api/quote.go', 31],
    ),
    bytes,
    object: 2 * KiB,
  };
}

export function blockedRoutines(count: Law, changes: Partial<Routines> = {}): Routines {
  return {
    cause: 'goroutine-leak',
    stack: [
      'runtime.gopark /usr/local/go/src/runtime/proc.go:435',
      'runtime.chansend /usr/local/go/src/runtime/chan.go:283',
      `${MODULE}/internal/hedge.(*Source).ask /build/internal/hedge/hedge.go:45`,
    ],
    count,
    stackBytes: 4 * KiB,
    heapBytes: 1.2 * KiB,
    objects: 3,
    allocatedBy: frames(['internal/hedge.(*Source).First', 'internal/hedge/hedge.go', 28]),
    ...changes,
  };
}

/** A Go service in its healthy state; families put their trouble in. */
export function goPlan(random: Random, limit: Bytes, changes: Partial<GoPlan> = {}): GoPlan {
  return {
    gogc: 100,
    holders: [baseHolder(limit * random.between(0.04, 0.09))],
    garbage: level(random.scaled(2, 40) * MiB),
    metrics: random.chance(0.7) ? 'default' : 'newer',
    profiles: random.chance(0.5),
    text: random.between(8, 25) * MiB,
    ...changes,
  };
}
