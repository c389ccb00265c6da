import type { Bytes } from '../../../src/measurement/bytes.ts';
import type { Law, Seconds } from '../law.ts';
import type { Demand, Program, Start } from './program.ts';

/** A program whose children do the work and leak: the kernel kills the largest child, the main process starts another. */
export function preforkProgram(main: Start, children: number, leak: Law, base: Bytes): Start {
  return (run): Program => {
    const program = main(run);
    const born: Seconds[] = Array.from({ length: children }, (_, index) => run.at - index * 30);
    const ofChild = (since: Seconds, now: Seconds) => base + Math.max(0, leak(now - since, now));
    return {
      step(now, dt): Demand {
        const demand = program.step(now, dt);
        const grown = born.reduce((total, since) => total + ofChild(since, now) - base, 0);
        return {
          ...demand,
          holdings: [
            ...demand.holdings,
            { part: 'native', cause: 'base', bytes: children * base },
            { part: 'native', cause: 'native-growth', bytes: grown },
          ],
          processes: 1 + children,
          threads: demand.threads + children,
        };
      },
      // The client library knows the main process alone.
      expose: (put, resident) => {
        program.expose(put, resident * 0.2);
      },
      get collections() {
        return program.collections;
      },
      childKilled(now) {
        const oldest = born.indexOf(Math.min(...born));
        born[oldest] = now;
      },
    };
  };
}
