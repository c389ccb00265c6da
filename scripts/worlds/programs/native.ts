import type { Holding } from '../holding.ts';
import type { Grown } from './jvm.ts';
import { exposeProcess } from './process-metrics.ts';
import { type Demand, type Program, type Start, type Surroundings, surroundingsAt, wander } from './program.ts';

export interface NativePlan extends Surroundings {
  readonly holders: readonly Grown[];
  /** `process`: a client library for C++ or Rust, that knows its process and no heap. */
  readonly metrics: 'process' | 'none';
}

/** A program without a runtime that speaks of its memory: C++, Rust, nginx, or a process whose metrics are not scraped. */
export const nativeProgram =
  (plan: NativePlan): Start =>
  (run): Program => {
    const shake = wander(run.random, 0.01);
    const demand = (now: number): Demand => {
      const age = now - run.at;
      const around = surroundingsAt(plan, age, now);
      const factor = shake();
      const held = plan.holders.map(
        ({ cause, bytes }): Holding => ({
          part: 'native',
          cause,
          bytes: Math.max(0, bytes(age, now)) * (cause === 'base' ? factor : 1),
        }),
      );
      return { ...around, holdings: [...held, ...around.holdings] };
    };
    return {
      step: demand,
      collections: 0,
      expose(put, resident) {
        if (plan.metrics === 'none') return;
        exposeProcess(put, { start: run.at, resident: resident + (plan.text ?? 0), virtual: resident * 3 });
      },
    };
  };
