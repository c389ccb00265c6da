import type { PlacedAlignment, Placement } from './placement.ts';
import type { Profile } from './profile.ts';

/**
 * Sites are lines: two allocations in one function are two. Between two revisions the same allocation may have moved
 * to another line, which would read as one that vanished and one that appeared. So where a path has lines on one side
 * only, they are taken for the same ones in their order; when their numbers differ, nothing tells which is which, and
 * they become one. Within one build a line is itself.
 *
 * The answer maps every site to the one that stands for it.
 */
export function joinMovedLines(placed: PlacedAlignment, sides: { base: Profile; current: Profile }): Int32Array {
  const { sites } = placed;
  const standsFor = Int32Array.from({ length: sites.count }, (_, site) => site);
  if (sameBuild(sides.base, sides.current)) return standsFor;
  const inBase = presence(placed.base, sites.count);
  const inCurrent = presence(placed.current, sites.count);
  for (const [, lone] of loneSites(placed, inBase, inCurrent)) {
    const byLine = (a: number, b: number) => (sites.key[a] ?? 0) - (sites.key[b] ?? 0);
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
  const id = buildId(base);
  return id !== '' && id === buildId(current);
}

function buildId(profile: Profile): string {
  return profile.mappings.count === 0 ? '' : profile.strings.at(profile.mappings.buildId[0] ?? 0);
}

function presence(placement: Placement, count: number): Uint8Array {
  const present = new Uint8Array(count);
  for (const site of placement.site) if (site >= 0) present[site] = 1;
  return present;
}

/** Sites that only one side has, by the node of the call tree they belong to. */
function loneSites(placed: PlacedAlignment, inBase: Uint8Array, inCurrent: Uint8Array): Map<number, number[]> {
  const lone = new Map<number, number[]>();
  for (let site = 1; site < placed.sites.count; site++) {
    if (inBase[site] === inCurrent[site]) continue;
    const node = placed.sites.parent[site] ?? 0;
    const known = lone.get(node);
    if (known === undefined) lone.set(node, [site]);
    else known.push(site);
  }
  return lone;
}
