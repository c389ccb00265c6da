import { z } from 'zod';

/** An issue as GitHub's REST API has it, as far as it is read. */
export const issue = z.object({ number: z.number(), html_url: z.string(), body: z.string().nullish() });
export const issues = z.array(issue);

interface Shape<Body> {
  safeParse(value: unknown): { readonly success: true; readonly data: Body } | { readonly success: false };
}

/** Undefined for something else. */
export function read<Body>(shape: Shape<Body>, value: unknown): Body | undefined {
  const parsed = shape.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
