import { z } from 'zod';

const usage = z.object({ committed: z.number(), used: z.number() });
const of = <Value extends z.ZodType>(value: Value) => z.object({ status: z.literal(200), value });

/** What Jolokia answers: the value beside a status. */
export const jolokia = {
  memory: of(z.object({ HeapMemoryUsage: usage, NonHeapMemoryUsage: usage })),
  figure: of(z.number()),
  text: of(z.string()),
  threads: of(z.array(z.object({ threadName: z.string() }))),
  metaspace: of(usage),
};

/** The thread dump of Spring Boot Actuator, as far as it is read. */
export const threadDump = z.object({ threads: z.array(z.object({ threadName: z.string() })) });

/** The shape of an answer, which reads it or says no. */
export interface Shape<Answer> {
  safeParse(value: unknown): { readonly success: true; readonly data: Answer } | { readonly success: false };
}
