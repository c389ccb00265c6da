import type { Family } from '../family.ts';
import { CONTAINERS } from './containers.ts';
import { GO_HEAP } from './go-heap.ts';
import { HEALTHY } from './healthy.ts';

/** Every family of worlds. */
export const FAMILIES: readonly Family[] = [...GO_HEAP, ...CONTAINERS, ...HEALTHY];
