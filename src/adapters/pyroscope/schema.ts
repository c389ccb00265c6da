import { z } from 'zod';

/** protojson leaves out what is zero or empty, and writes 64-bit integers as strings. */
const int64 = z.union([z.string(), z.number()]).transform(Number);
const exact = z.union([z.string(), z.number()]).transform((value) => BigInt(value));
const orZero = exact.default(0n);

const labels = z
  .array(z.object({ name: z.string(), value: z.string().default('') }))
  .default([])
  .transform((pairs): Readonly<Record<string, string>> => Object.fromEntries(pairs.map((p) => [p.name, p.value])));

export const profileTypesSchema = z.object({
  profileTypes: z.array(z.object({ ID: z.string(), sampleType: z.string().default('') })).default([]),
});

export const seriesSchema = z.object({
  labelsSet: z.array(z.object({ labels }).transform((set) => set.labels)).default([]),
});

export const selectSeriesSchema = z.object({
  series: z
    .array(
      z.object({
        labels,
        points: z
          .array(
            z.object({
              value: z.number().default(0),
              timestamp: int64,
              exemplars: z
                .array(z.object({ timestamp: int64, profileId: z.string().default(''), value: int64.default(0) }))
                .default([]),
            }),
          )
          .default([]),
      }),
    )
    .default([]),
});

/** An error of the Connect protocol (https://connectrpc.com/docs/protocol/#error-end-stream). */
export const errorSchema = z.object({ code: z.string(), message: z.string().default('') });

const valueType = z.object({ type: orZero, unit: orZero });

export const profileSchema = z.object({
  sampleType: z.array(valueType).default([]),
  sample: z
    .array(
      z.object({
        locationId: z.array(exact).default([]),
        value: z.array(exact).default([]),
        label: z
          .array(
            z.object({
              key: orZero,
              str: orZero,
              num: orZero,
              numUnit: orZero,
            }),
          )
          .default([]),
      }),
    )
    .default([]),
  mapping: z.array(z.object({ id: exact, filename: orZero, buildId: orZero })).default([]),
  location: z
    .array(
      z.object({
        id: exact,
        mappingId: orZero,
        address: orZero,
        line: z.array(z.object({ functionId: orZero, line: orZero })).default([]),
      }),
    )
    .default([]),
  function: z
    .array(
      z.object({
        id: exact,
        name: orZero,
        systemName: orZero,
        filename: orZero,
        startLine: orZero,
      }),
    )
    .default([]),
  stringTable: z.array(z.string()).default([]),
  timeNanos: orZero,
  defaultSampleType: orZero,
});

/** Servers that know the call but not the format answer with a flame graph, and no `pprof`. */
export const mergedStacktracesSchema = z.object({ pprof: z.object({ profile: profileSchema.optional() }).optional() });

/** Where the profile is, as a snapshot's id has it. */
export const snapshotIdSchema = z.object({
  type: z.string(),
  series: z.string(),
  /** The profile's own time, or the end of the step it was seen in. */
  at: z.number(),
  /** Absent where the server does not distinguish profiles. */
  profile: z.string().optional(),
  /** The length of that step. */
  step: z.number().optional(),
});

export type SnapshotId = z.output<typeof snapshotIdSchema>;
