import { z } from 'zod';

const entry = z.object({ path: z.string(), type: z.string() });

export const githubTreeSchema = z.object({ tree: z.array(entry), truncated: z.boolean().default(false) });
