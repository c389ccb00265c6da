import { z } from 'zod';

/** protojson leaves out what is zero or empty, and writes 64-bit integers as strings. */
const int64 = z.union([z.string(), z.number()]).transform(Number);

export const profileTypesSchema = z.object({
  types: z
    .array(
      z.object({
        name: z.string().default(''),
        sampleType: z.string().default(''),
        sampleUnit: z.string().default(''),
        periodType: z.string().default(''),
        periodUnit: z.string().default(''),
        delta: z.boolean().default(false),
      }),
    )
    .default([]),
});

export const labelNamesSchema = z.object({ labelNames: z.array(z.string()).default([]) });

export const queryRangeSchema = z.object({
  series: z
    .array(
      z.object({
        labelset: z
          .object({ labels: z.array(z.object({ name: z.string(), value: z.string().default('') })).default([]) })
          .default({ labels: [] })
          .transform(
            ({ labels }): Readonly<Record<string, string>> =>
              Object.fromEntries(labels.map(({ name, value }) => [name, value])),
          ),
        samples: z
          .array(z.object({ timestamp: z.string(), value: int64.default(0), count: z.number().default(1) }))
          .default([]),
      }),
    )
    .default([]),
});

/** `pprof` is gzipped, in base64. */
export const querySchema = z.object({ pprof: z.string().default('') });

/** An error of grpc-gateway: `code` is gRPC's own number. */
export const errorSchema = z.object({ code: z.number(), message: z.string().default('') });

/** Where the profile is, as a snapshot's id has it. */
export const snapshotIdSchema = z.object({
  /** `memory:inuse_space:bytes:space:bytes{pod="a"}` with all labels of the series. */
  query: z.string(),
  /** As Parca reported it, to the nanosecond. */
  time: z.string(),
});

export type SnapshotId = z.output<typeof snapshotIdSchema>;
