import type { ListWatch, V1Pod } from '@kubernetes/client-node';
import type { Pod, Pods } from '../../collection/pods/pod.ts';
import { UnavailableError } from '../../foundation/errors.ts';
import { SECOND } from '../../measurement/duration.ts';
import { connected, type PodsAsked, unavailable } from './cluster.ts';
import { podSchema } from './schema.ts';

export interface PodWatchOptions extends PodsAsked {
  /** Called with a pod that is new or has changed. Must not throw. */
  readonly changed: (pod: Pod) => void;
  /** Called with what goes wrong; the watch goes on. */
  readonly failed: (error: unknown) => void;
}

/** After a failure the pods are asked for again, later each time. */
const AGAIN = { first: SECOND, longest: 60 * SECOND } as const;

/** The pods of a cluster, kept up to date by a watch. */
export class PodWatch implements Pods {
  readonly #options: PodWatchOptions;
  readonly #pods = new Map<string, Pod>();
  readonly #watches: ListWatch<V1Pod>[] = [];
  readonly #waits = new Set<NodeJS.Timeout>();
  #stopped = false;

  constructor(options: PodWatchOptions) {
    this.#options = options;
  }

  now(): readonly Pod[] {
    return [...this.#pods.values()];
  }

  /** Throws UnavailableError where no cluster is known; one that does not answer yet is asked again. */
  async start(): Promise<void> {
    const { makeInformer, config, lists } = await connected(this.#options);
    // One after the other would wait for the slowest: each goes on by itself.
    for (const { path, list } of lists) void this.#run(makeInformer(config, path, list) as ListWatch<V1Pod>);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const wait of this.#waits) clearTimeout(wait);
    await Promise.all(this.#watches.map((watch) => watch.stop()));
  }

  async #run(watch: ListWatch<V1Pod>): Promise<void> {
    let patience: number = AGAIN.first;
    this.#watches.push(watch);
    const seen = (object: V1Pod) => {
      patience = AGAIN.first;
      this.#seen(object);
    };
    watch.on('add', seen);
    watch.on('update', seen);
    watch.on('delete', (object) => this.#pods.delete(keyOf(object)));
    watch.on('error', (error: unknown) => {
      if (this.#stopped) return;
      this.#options.failed(unavailable(error));
      this.#later(patience, () => watch.start());
      patience = Math.min(2 * patience, AGAIN.longest);
    });
    await watch.start();
  }

  #later(after: number, act: () => Promise<void>): void {
    const wait = setTimeout(() => {
      this.#waits.delete(wait);
      void act();
    }, after);
    this.#waits.add(wait);
  }

  #seen(object: V1Pod): void {
    const read = podSchema.safeParse(object);
    if (!read.success) {
      this.#options.failed(new UnavailableError(`${keyOf(object)} is not what a pod is`, { retryable: false }));
      return;
    }
    this.#pods.set(keyOf(object), read.data);
    this.#options.changed(read.data);
  }
}

function keyOf({ metadata }: V1Pod): string {
  return `${metadata?.namespace ?? ''}/${metadata?.name ?? ''}`;
}
