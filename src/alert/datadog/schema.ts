import { z } from 'zod';

const text = z.union([z.string(), z.number()]).transform(String);

/**
 * What manifest/datadog/payload.json makes of Datadog's variables (https://docs.datadoghq.com/integrations/webhooks/). A
 * variable that an event lacks comes as an empty text.
 */
export const datadogSchema = z.object({
  leakbot: z.literal('1', { error: 'must be "1": paste manifest/datadog/payload.json as the payload' }),
  id: text,
  cycle: text.default(''),
  alert: text.default(''),
  transition: text,
  title: text,
  /** `$DATE`: milliseconds since the epoch. */
  date: text,
  tags: text.default(''),
  scope: text.default(''),
  link: text.default(''),
});

export type DatadogEvent = z.infer<typeof datadogSchema>;
