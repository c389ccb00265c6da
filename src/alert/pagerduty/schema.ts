import { z } from 'zod';
import { instant } from '../schema.ts';

/** Events of incidents. https://developer.pagerduty.com/docs/webhooks-overview (V3 webhooks) */
const incident = z.object({
  id: z.string().min(1),
  title: z.string(),
  created_at: instant.optional(),
  html_url: z.string().nullish(),
  service: z.object({ summary: z.string().nullish() }).nullish(),
});

/** The envelope of every event; what its data is depends on the type. */
export const eventSchema = z.object({
  event: z.object({
    event_type: z.string(),
    occurred_at: instant,
    data: z.unknown(),
  }),
});

export const incidentSchema = incident;

export type PagerDutyIncident = z.infer<typeof incident>;
