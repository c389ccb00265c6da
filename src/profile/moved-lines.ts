import type { Profile } from './profile.ts';
import { programOf } from './program.ts';
import type { Sites } from './sites.ts';

/**
 * Sites are lines: two allocations in one function are two. Between two revisions the same allocation may have moved
 * to another line, which would read as one that vanished and one that appeared. So where a path has lines on one side
 * only, they are taken for the same ones in their order; when their numbers differ, nothing shows which is which, and
 * they become one. Within one build a line is itself.
 *
 * The answer maps every site to the one that stands for it.
 */
export function joinMovedLines(sites: Sites, sides: { base: Profile; current: Profile }): Int32Array {
  const { pairs } = sites;
  const standsFor = Int32Array.from({ length: pairs.count }, (_, site) => site);
  if (sameBuild(sides.base, sides.current)) return standsFor;
  const inBase = presence(sites.base, pairs.count);
  const inCurrent = presence(sites.current, pairs.count);
  for (const lone of loneSites(sites, inBase, inCurrent).values()) {
    const byLine = (a: number, b: number) => (pairs.second[a] ?? 0) - (pairs.second[b] ?? 0);
    const gone = lone.filter((site) => inBase[site] === 1).sort(byLine);
    const fresh = lone.filter((site) => inCurrent[site] === 1).sort(byLine);
    if (gone.length === 0 || fresh.length === 0) continue;
    const paired = gone.length === fresh.length;
    gone.forEach((site, index) => {
      standsFor[site] = fresh[paired ? index : 0] ?? site;
    });
    if (!paired) for (const site of fresh) standsFor[site] = fresh[0] ?? site;
  }
  return standsFor;
}

/** The linker's id of the main binary, equal and known on both sides. */
function sameBuild(base: Profile, current: Profile): boolean {
  const { buildId } = programOf(base);
  return buildId !== '' && buildId === programOf(current).buildId;
}

function presence(siteOf: Int32Array, count: number): Uint8Array {
  const present = new Uint8Array(count);
  for (const site of siteOf) if (site >= 0) present[site] = 1;
  return present;
}

/** Sites that only one side has, by the stack they belong to; stacks where only one side has such are left out. */
function loneSites({ pairs }: Sites, inBase: Uint8Array, inCurrent: Uint8Array): Map<number, number[]> {
  const sidesOf = new Uint8Array(pairs.count);
  const isLone = (site: number) => inBase[site] !== inCurrent[site];
  for (let site = 0; site < pairs.count; site++) {
    const stack = pairs.first[site] ?? 0;
    if (isLone(site)) sidesOf[stack] = (sidesOf[stack] ?? 0) | (inBase[site] === 1 ? 1 : 2);
  }
  const lone = new Map<number, number[]>();
  for (let site = 0; site < pairs.count; site++) {
    const stack = pairs.first[site] ?? 0;
    if (sidesOf[stack] !== 3 || !isLone(site)) continue;
    const known = lone.get(stack);
    if (known === undefined) lone.set(stack, [site]);
    else known.push(site);
  }
  return lone;
}
