import { GROWING } from './growing.ts';
import type { Shape } from './model.ts';
import { STILL } from './still.ts';

/** Every shape that a service's memory is known to take, labelled with the right answer to "is memory growing?". */
export const SHAPES: readonly Shape[] = [...GROWING, ...STILL];
