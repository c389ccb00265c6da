import type { Finding } from '../../../diagnosis/finding.ts';
import { compareUrl } from '../../../service/compare-url.ts';
import type { Repository } from '../../../service/service.ts';

/** The compare page of the deploy that the growth began with. */
export function compareUrlOf({ began }: Finding, { url }: Partial<Repository>): string | undefined {
  const { previous, revision } = began?.deploy ?? {};
  if (url === undefined || previous === undefined || revision === undefined) return undefined;
  return compareUrl({ url }, previous, revision);
}
