import { fullName } from '../../service/directory.ts';
import type { Service } from '../../service/service.ts';
import { code, escapeText } from '../text.ts';

/** Names shown in one answer; more would push the question off a phone's screen. */
export const NAMES_SHOWN = 12;

/** Why none is known, where there is no source that could have shown one. */
const NO_SOURCE = 'set PROMETHEUS_URL, or list services in leakbot.yaml.';

/** The services that are known, the first of them by name; `whyNone` as `Services` has it. */
export function knownText(services: readonly Service[], whyNone: string | undefined, shown = NAMES_SHOWN): string {
  if (services.length === 0) return `I know no service yet: ${escapeText(whyNone ?? NO_SOURCE)}`;
  const names = services.map((service) => code(fullName(service)));
  const more = names.length > shown ? ` and ${names.length - shown} more` : '';
  return `I know ${names.slice(0, shown).join(', ')}${more}.`;
}
