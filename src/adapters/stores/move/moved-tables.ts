import type { Tables } from '../tables.ts';

/** How the rows of one table are read and filled in. */
export interface MovedTable {
  readonly table: keyof Tables;
  /** The columns that name a row. */
  readonly key: readonly string[];
  /** Rows that others of the same table refer to are filled in first: conditions, one after the other. */
  readonly parts?: readonly string[];
  /** The column that numbers new rows by itself. A row number is moved only where it is read. */
  readonly numbered?: 'id' | 'rowid';
}

/** What belongs to a process and not to what is kept. */
export const NOT_MOVED: readonly (keyof Tables)[] = ['lease'];

/** Every other table, each after those that its rows refer to. */
export const MOVED: readonly MovedTable[] = [
  { table: 'collector_metrics', key: ['id'], numbered: 'id' },
  { table: 'collector_label_sets', key: ['id'], numbered: 'id' },
  { table: 'collector_series', key: ['id'], numbered: 'id' },
  { table: 'collector_scrapes', key: ['instance', 'time'] },
  { table: 'collector_blocks', key: ['series', 'first'] },
  { table: 'collector_profiles', key: ['hash'] },
  { table: 'collector_snapshots', key: ['id'], numbered: 'id' },
  { table: 'collector_health', key: ['instance', 'part'] },
  { table: 'investigations', key: ['id'] },
  { table: 'findings', key: ['investigation', 'conclusion'] },
  { table: 'alerts', key: ['id'], numbered: 'id' },
  { table: 'posting_senders', key: ['source'] },
  { table: 'pictures', key: ['key'] },
  { table: 'outbox', key: ['id'], numbered: 'id', parts: ['digest IS NULL', 'digest IS NOT NULL'] },
  { table: 'sender_notes', key: ['id'], numbered: 'id' },
  { table: 'slack_events', key: ['id'], numbered: 'rowid' },
  { table: 'mutes', key: ['key'] },
  { table: 'ended_mutes', key: ['key'] },
  { table: 'held_back', key: ['key', 'why'] },
  { table: 'group_members', key: ['user_group'] },
  { table: 'announcements', key: ['id'], numbered: 'id' },
  { table: 'source_files', key: ['repository', 'revision', 'path'] },
];
