import { setTimeout as sleep } from 'node:timers/promises';
import type { V1Pod } from '@kubernetes/client-node';
import type { Pod } from '../../collection/pods/pod.ts';
import { UnavailableError } from '../../foundation/errors.ts';
import { SECOND } from '../../measurement/duration.ts';
import type { PodSpace } from './cluster.ts';
import { isGone, unavailable } from './failure.ts';
import type { PodEvent } from './pod-stream.ts';
import { podSchema } from './schema.ts';

export interface FollowOptions {
  /** Called with a pod that is new or has changed. Must not throw. */
  readonly changed: (pod: Pod) => void;
  /** Called with what goes wrong; the following goes on. */
  readonly failed: (error: unknown) => void;
  readonly signal: AbortSignal;
}

/** After a failure the server is asked again, later each time; after a stream that ended at once, too. */
const AGAIN = { first: SECOND, longest: 60 * SECOND } as const;

/** Well within the half minute of silence after which the client gives a server up. */
const STREAM = 25 * SECOND;

/** The pods of one space, as they are now: a list, then its changes, and a list again where the server has lost the thread. */
export class FollowedPods {
  readonly #space: PodSpace;
  readonly #options: FollowOptions;
  readonly #pods = new Map<string, { readonly pod: Pod; readonly version: string | undefined }>();
  /** Of the cluster, as far as it is known here; absent where a list is needed. */
  #version: string | undefined;

  constructor(space: PodSpace, options: FollowOptions) {
    this.#space = space;
    this.#options = options;
  }

  now(): readonly Pod[] {
    return [...this.#pods.values()].map(({ pod }) => pod);
  }

  /** Ends when `signal` is aborted. */
  async follow(): Promise<void> {
    const { failed, signal } = this.#options;
    let patience: number = AGAIN.first;
    while (!signal.aborted) {
      const began = performance.now();
      try {
        await this.#once();
        patience = AGAIN.first;
        if (performance.now() - began > patience) continue;
      } catch (error) {
        if (signal.aborted) return;
        if (performance.now() - began > STREAM) patience = AGAIN.first;
        if (isGone(error)) this.#version = undefined;
        else failed(unavailable(error, this.#space.namespace));
      }
      await sleep(patience, undefined, { signal, ref: false }).catch(() => undefined);
      patience = Math.min(2 * patience, AGAIN.longest);
    }
  }

  async #once(): Promise<void> {
    const { signal } = this.#options;
    this.#version ??= await this.#listed();
    await this.#space.stream({ version: this.#version, lasts: STREAM, signal }, (event) => this.#take(event));
  }

  /** What went while no one looked, goes here. */
  async #listed(): Promise<string> {
    const { items, version } = await this.#space.list(readingOf);
    if (this.#options.signal.aborted) return version;
    const there = new Set(items.map(({ key }) => key));
    for (const key of this.#pods.keys()) if (!there.has(key)) this.#pods.delete(key);
    for (const item of items) this.#seen(item);
    return version;
  }

  #take(event: PodEvent): void {
    if (this.#options.signal.aborted) return;
    if (event.type === 'DELETED') this.#pods.delete(keyOf(event.pod));
    else if (event.type !== 'BOOKMARK') this.#seen(readingOf(event.pod));
    this.#version = event.version ?? this.#version;
  }

  #seen({ key, version, pod }: Reading): void {
    if (version !== undefined && this.#pods.get(key)?.version === version) return;
    if (pod === undefined) {
      this.#options.failed(new UnavailableError(`${key} is not what a pod is`, { retryable: false }));
      return;
    }
    this.#pods.set(key, { pod, version });
    this.#options.changed(pod);
  }
}

/** A pod as it is read, with the version that it had. */
interface Reading {
  readonly key: string;
  readonly version: string | undefined;
  /** Absent where it is not what a pod is. */
  readonly pod: Pod | undefined;
}

function readingOf(object: V1Pod): Reading {
  const pod = podSchema.safeParse(object).data;
  return { key: keyOf(object), version: object.metadata?.resourceVersion, pod };
}

function keyOf({ metadata }: V1Pod): string {
  return `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`;
}
