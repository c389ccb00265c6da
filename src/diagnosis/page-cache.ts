import type { Observation } from './observation.ts';

/**
 * Whether metrics separate page cache, which the kernel gives back before it kills, from memory-backed files, which it
 * does not: not every kubelet exports the pages that are active.
 */
export function cacheIsSeparate({ runs, measured }: Observation): boolean {
  return measured['active-file'] !== undefined || runs?.runs.some(({ tracks }) => tracks['active-file']) === true;
}
