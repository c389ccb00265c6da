import type { Pod, Pods } from '../../collection/pods/pod.ts';
import { connected, type PodsAsked } from './cluster.ts';
import { FollowedPods, type FollowOptions } from './followed-pods.ts';

export interface PodWatchOptions extends PodsAsked, Omit<FollowOptions, 'signal'> {}

/** The pods of a cluster, kept up to date by a watch. */
export class PodWatch implements Pods {
  readonly #options: PodWatchOptions;
  readonly #stopping = new AbortController();
  #spaces: readonly FollowedPods[] = [];

  constructor(options: PodWatchOptions) {
    this.#options = options;
  }

  now(): readonly Pod[] {
    return this.#spaces.flatMap((space) => space.now());
  }

  /** Throws UnavailableError where no cluster is known; one that does not answer yet is asked again. */
  async start(): Promise<void> {
    const spaces = await connected(this.#options);
    const options = { ...this.#options, signal: this.#stopping.signal };
    this.#spaces = spaces.map((space) => new FollowedPods(space, options));
    // One after the other would wait for the slowest: each goes on by itself.
    for (const space of this.#spaces) void space.follow();
  }

  /** Nothing is said of any pod after it. It does not wait for a server that is slow to answer. */
  stop(): Promise<void> {
    this.#stopping.abort();
    return Promise.resolve();
  }
}
