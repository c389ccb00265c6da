import type { Migration } from 'kysely/migration';

/** Every migration by its sortable name; a landed one is never edited, only followed by another. */
export const migrations: Readonly<Record<string, Migration>> = {};
