import type { V1Pod, V1PodList } from '@kubernetes/client-node';
import { isGone } from './failure.ts';

/** As many as kubectl asks for at a time: the server need not make one answer of a large cluster. */
const PAGE = 500;

type Answer = Pick<V1PodList, 'items' | 'metadata'>;
type Page = (limit: number | undefined, from: string | undefined) => Promise<Answer>;

export interface Listed {
  readonly items: readonly V1Pod[];
  /** Of the cluster, as these pods are of it. */
  readonly version: string;
}

/**
 * All pods, page by page, and the version of the cluster that they are of. Where the server no longer knows that version before
 * the last page is there, it is asked for all at once. Rejects with what `page` rejects with.
 */
export async function everyPage(page: Page): Promise<Listed> {
  const items: V1Pod[] = [];
  let answer = await page(PAGE, undefined);
  for (let from = answer.metadata?._continue; from; from = answer.metadata?._continue) {
    items.push(...answer.items);
    try {
      answer = await page(PAGE, from);
    } catch (error) {
      if (!isGone(error)) throw error;
      return listed(await page(undefined, undefined), []);
    }
  }
  return listed(answer, items);
}

function listed({ items, metadata }: Answer, before: readonly V1Pod[]): Listed {
  return { items: [...before, ...items], version: metadata?.resourceVersion ?? '' };
}
