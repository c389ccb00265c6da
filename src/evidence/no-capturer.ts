import { UnavailableError } from '../foundation/errors.ts';
import type { Capturer } from './ports.ts';

/** Where no collector runs: fresh profiles are never offered. */
export const NO_CAPTURER: Capturer = {
  visits: () => Promise.resolve(false),
  capture: () => Promise.reject(new UnavailableError('no collector runs here', { retryable: false })),
};
