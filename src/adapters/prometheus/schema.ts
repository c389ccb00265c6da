import { z } from 'zod';

const labels = z.record(z.string(), z.string());

export const matrixSchema = z.object({
  resultType: z.literal('matrix'),
  // The points are shaped where they become columns: a schema for each of a hundred thousand pairs takes longer than
  // Prometheus takes to find them.
  result: z.array(z.object({ metric: labels, values: z.array(z.unknown()).default([]) })),
});

export const seriesSchema = z.array(labels);

export const labelValuesSchema = z.array(z.string());

export const targetsSchema = z.object({
  activeTargets: z.array(
    z.object({
      labels,
      // Of everything that discovery found out only what names the pod; a large cluster's answer is mostly this.
      discoveredLabels: z
        .object({
          __meta_kubernetes_pod_name: z.string().optional(),
        })
        .catch({}),
      scrapeUrl: z.string(),
      health: z.enum(['up', 'down', 'unknown']).catch('unknown'),
    }),
  ),
});

export const buildInfoSchema = z.object({
  version: z.string(),
  application: z.string().optional(),
  goVersion: z.string().optional(),
});

/** What every answer is wrapped in; `data` is parsed by the schema of the call. */
export const envelopeSchema = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('success'),
    data: z.unknown(),
    warnings: z.array(z.string()).nullish(),
    /** Of the cluster version of VictoriaMetrics. */
    isPartial: z.boolean().default(false),
  }),
  z.object({ status: z.literal('error'), errorType: z.string().default(''), error: z.string().default('') }),
]);
