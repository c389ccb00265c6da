import type { Migration } from 'kysely/migration';
import { investigations } from './migrations/002-investigations.ts';

/** Every migration by its sortable name; a landed one is never edited, only followed by another. */
export const migrations: Readonly<Record<string, Migration>> = {
  '002-investigations': investigations,
};
