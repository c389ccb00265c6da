import type { V1Pod, V1PodList } from '@kubernetes/client-node';
import { isGone } from './failure.ts';

/** As many as kubectl asks for at a time: the server need not make one answer of a large cluster. */
const PAGE = 500;

type Answer = Pick<V1PodList, 'items' | 'metadata'>;
type Page = (limit: number | undefined, from: string | undefined) => Promise<Answer>;

export interface Listed<T> {
  readonly items: readonly T[];
  /** Of the cluster, as these pods are of it. */
  readonly version: string;
}

/**
 * What `read` makes of every pod, page by page, so that no more than a page of them is there whole. Where the server no longer knows
 * the version of the first page before the last is there, it is asked for all at once. Rejects with what `page` rejects with.
 */
export async function everyPage<T>(page: Page, read: (pod: V1Pod) => T): Promise<Listed<T>> {
  const items: T[] = [];
  let answer = await page(PAGE, undefined);
  for (let from = answer.metadata?._continue; from; from = answer.metadata?._continue) {
    items.push(...answer.items.map(read));
    try {
      answer = await page(PAGE, from);
    } catch (error) {
      if (!isGone(error)) throw error;
      items.length = 0;
      answer = await page(undefined, undefined);
    }
  }
  return { items: items.concat(answer.items.map(read)), version: answer.metadata?.resourceVersion ?? '' };
}
