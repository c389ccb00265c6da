import { fullName } from '../../service/directory.ts';
import type { Service } from '../../service/service.ts';
import { ACTIONS } from '../blocks/action-ids.ts';
import { HOME } from '../blocks/home.ts';
import { LIMITS } from '../blocks/limits.ts';
import { optionOf, PICK_SERVICE } from '../blocks/service-picker.ts';
import { blockSuggestion, parse } from './schema.ts';

/** What the acknowledgement of a suggestion carries: Slack takes a hundred options. */
export interface Suggestions {
  readonly options: readonly ReturnType<typeof optionOf>[];
}

/**
 * Options for what someone types into a menu of services, as far as it goes; undefined for everything else that Slack
 * delivers. Nothing is begun and nothing stored: who may not begin is refused when they choose.
 */
export async function suggestionsFor(
  body: unknown,
  services: () => Promise<readonly Service[]>,
): Promise<Suggestions | undefined> {
  const asked = parse(blockSuggestion, body);
  if (asked.kind === 'malformed') return undefined;
  const { action_id: menu, value } = asked.data;
  if (menu !== PICK_SERVICE && menu !== HOME.look && menu !== ACTIONS.service) return { options: [] };
  return {
    options: matching(await services(), value)
      .slice(0, LIMITS.options)
      .map((service) => optionOf(service)),
  };
}

/** Services that have every word in their full names; those whose own name begins with the first word lead. */
function matching(services: readonly Service[], typed: string): readonly Service[] {
  const words = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const found = services.filter((service) => words.every((word) => fullName(service).toLowerCase().includes(word)));
  const begins = ({ workload }: Service) => workload.name.toLowerCase().startsWith(words[0] ?? '');
  return found.toSorted((a, b) => Number(begins(b)) - Number(begins(a)) || fullName(a).localeCompare(fullName(b)));
}
