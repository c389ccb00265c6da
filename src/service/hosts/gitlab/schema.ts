import { z } from 'zod';

export const gitlabTreeSchema = z.array(z.object({ path: z.string(), type: z.string() }));
