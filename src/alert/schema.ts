import { z } from 'zod';

/** A time as ISO 8601; before 1970 is how Go writes that there is none. */
export const instant = z.iso
  .datetime({ offset: true })
  .refine((text) => Date.parse(text) > 0, { error: 'is before 1970: an alert begins at a time' });
