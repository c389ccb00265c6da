import { setFlagsFromString } from 'node:v8';

/**
 * Does without V8's second optimising compiler for a command that ends within a second: the code that it makes comes too late,
 * and on two cores its thread takes time from the command. Of `leakbot diff` it was a quarter of all processor time with
 * 12,000 samples a side (0.29 s with it, 0.21 s without), a tenth with 150,000.
 */
export function compileLittle(): void {
  setFlagsFromString('--no-turbofan');
}
