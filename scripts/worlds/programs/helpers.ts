import type { Bytes } from '../../../src/measurement/bytes.ts';
import type { Law, Seconds } from '../law.ts';
import type { Demand, Program, Start } from './program.ts';

/** A main process that starts helpers of `each` bytes and never ends them: as many at an age as `number` says. */
export function helpersProgram(main: Start, number: Law, each: Bytes): Start {
  return (run): Program => {
    const program = main(run);
    let own: Bytes = 0;
    return {
      step(now: Seconds, dt): Demand {
        const demand = program.step(now, dt);
        const helpers = Math.max(0, Math.round(number(now - run.at, now)));
        own = demand.holdings.reduce((sum, { part, bytes }) => sum + (part === 'kernel' ? 0 : bytes), 0);
        return {
          ...demand,
          holdings: [...demand.holdings, { part: 'native', cause: 'native-growth', bytes: helpers * each }],
          processes: demand.processes + helpers,
          threads: demand.threads + 4 * helpers,
        };
      },
      // A client library reads /proc of its own process.
      expose(put, resident) {
        program.expose(put, Math.min(resident, own));
      },
      get collections() {
        return program.collections;
      },
    };
  };
}
