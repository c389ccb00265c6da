import { z } from 'zod';
import { alertSchema, anyAlerts } from '../alertmanager/schema.ts';

/**
 * Grafana's webhook, version 1: Alertmanager's with more fields, of which Leakbot reads the pages of an alert.
 * https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/
 */
export const grafanaSchema = z.object({
  version: z.literal('1', { error: 'must be "1": this is the format Leakbot reads' }),
  truncatedAlerts: z.number().int().nonnegative().nullish(),
  alerts: anyAlerts,
});

/** Alertmanager's alert with the pages that Grafana adds. */
export const grafanaAlertSchema = alertSchema.extend({
  panelURL: z.string().optional(),
  dashboardURL: z.string().optional(),
});
