import type { Kysely } from 'kysely';
import type { CollectorTables } from './collector-tables.ts';
import type { InvestigationTables } from './investigation-tables.ts';
import type { SilenceTables } from './silence-tables.ts';
import type { SourceTables } from './source-tables.ts';

/** Every table by name: the intersection of what each store declares in its own file. */
export type Tables = CollectorTables & InvestigationTables & SilenceTables & SourceTables;

/** A database that has them, whichever it is. */
export type Database = Kysely<Tables>;
