import { z } from 'zod';
import { instant } from '../schema.ts';

export const texts = z.record(z.string(), z.string()).default({});

/** An alert of Alertmanager's webhook; only the fields Leakbot reads. `endsAt` is year 1 while it fires. */
export const alertSchema = z.object({
  status: z.enum(['firing', 'resolved']),
  labels: texts,
  annotations: texts,
  startsAt: instant,
  endsAt: z.iso.datetime({ offset: true }).optional(),
  generatorURL: z.string().optional(),
  fingerprint: z.string().optional(),
});

/** The alerts of a call as they came: they are validated one by one, because there may be too many. */
export const anyAlerts = z.custom<readonly unknown[]>(Array.isArray, { error: 'must be a list' });

/** Alertmanager's webhook payload, version 4 (its configuration reference, `webhook_config`). */
export const webhookSchema = z.object({
  version: z.literal('4', { error: 'must be "4": this is the format Leakbot reads' }),
  groupKey: z.string().optional(),
  truncatedAlerts: z.number().int().nonnegative().default(0),
  externalURL: z.string().optional(),
  alerts: anyAlerts,
});

export type AlertmanagerAlert = z.infer<typeof alertSchema>;
