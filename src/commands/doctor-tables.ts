import type { CollectorSettings } from '../config/settings.ts';
import { type Check, ok } from '../foundation/check.ts';
import { FINDINGS_KEPT, KEPT } from '../investigation/housekeeping.ts';
import { formatBytes } from '../measurement/bytes.ts';
import { formatDuration } from '../measurement/duration.ts';
import type { TableSize } from './stores.ts';

/** What a table is for, and until when its rows stay. */
interface Keeping {
  readonly what: string;
  readonly has: (table: string) => boolean;
  readonly kept: (settings: CollectorSettings) => string;
}

const KEEPING: readonly Keeping[] = [
  {
    what: 'evidence of the collector and pushed profiles',
    has: (table) => table.startsWith('collector_'),
    kept: ({ keep, maxBytes }) => `kept ${formatDuration(keep)}, all of the store within ${formatBytes(maxBytes)}`,
  },
  { what: 'findings', has: (table) => table === 'findings', kept: () => `kept ${formatDuration(FINDINGS_KEPT)}` },
  { what: 'code', has: (table) => table === 'source_files', kept: () => 'the least used goes first' },
  {
    what: 'investigations, alerts, clicks and mutes',
    has: () => true,
    kept: () => `kept ${formatDuration(KEPT)} after their last change, mutes until they end`,
  },
];

/** The size of each table, beside how long its rows stay. */
export function checkTables(sizes: readonly TableSize[], settings: CollectorSettings): readonly Check[] {
  const groups = Map.groupBy(sizes, ({ table }) => KEEPING.find(({ has }) => has(table)));
  return KEEPING.flatMap((keeping) => {
    const tables = (groups.get(keeping) ?? []).toSorted((a, b) => b.bytes - a.bytes);
    if (tables.length === 0) return [];
    const all = formatBytes(tables.reduce((sum, { bytes }) => sum + bytes, 0));
    const each = tables.map(({ table, bytes }) => `${table} ${formatBytes(bytes)}`).join(', ');
    return [ok(`${keeping.what}: ${all}, ${keeping.kept(settings)} (${each})`)];
  });
}
