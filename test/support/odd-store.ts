import { sql } from 'kysely';
import type { Database } from '../../src/adapters/stores/tables.ts';

/** Harmless, and hard on whoever copies it: quotes, emoji, a combining accent, a line end, a text that is no number. */
export const ODD_TEXT = 'O’Brien said "né́"; 🧨🇩🇪\r\n\t\\x00 \\u0000 %s $1 ? 007';

/** Every byte, and twice the largest one. */
export const ODD_BYTES = Uint8Array.from({ length: 258 }, (_, i) => Math.min(i, 255));

/** The largest whole number that JavaScript holds exactly. */
export const LARGEST = Number.MAX_SAFE_INTEGER;

/** Fills every table of an empty store, with rows that refer to others and rows that came in another order. */
export async function fillOddly(database: Database, { text = ODD_TEXT } = {}): Promise<void> {
  await collected(database, text);
  await investigated(database, text);
  await said(database, text);
}

async function collected(database: Database, text: string): Promise<void> {
  await sql`INSERT INTO collector_metrics (id, name) VALUES (7, ${text}), (3, 'go_goroutines')`.execute(database);
  await sql`INSERT INTO collector_label_sets (id, instance, labels) VALUES (1, ${text}, '{}')`.execute(database);
  await sql`INSERT INTO collector_series (id, metric, label_set) VALUES (${LARGEST - 5}, 7, 1)`.execute(database);
  for (const time of [-LARGEST, 0, LARGEST]) {
    await sql`INSERT INTO collector_scrapes (instance, time, samples) VALUES (${text}, ${time}, ${ODD_BYTES})`.execute(
      database,
    );
    await sql`INSERT INTO collector_blocks (series, first, last, samples) VALUES (1, ${time}, 2, ${new Uint8Array()})`.execute(
      database,
    );
  }
  await sql`INSERT INTO collector_profiles (hash, bytes) VALUES ('b', ${ODD_BYTES}), ('a', ${new Uint8Array(5_000_000).fill(9)})`.execute(
    database,
  );
  await sql`INSERT INTO collector_snapshots (id, instance, pod, kind, time, process_start, forced, profile)
    VALUES (1, 'i', ${text}, 'heap', 5, NULL, 1, 'b')`.execute(database);
  await sql`INSERT INTO collector_health (instance, part, pod, url) VALUES ('i', 'heap', 'p', ${text})`.execute(
    database,
  );
}

async function investigated(database: Database, text: string): Promise<void> {
  for (const id of ['z', 'a', text]) {
    await sql`INSERT INTO investigations (id, workload, status, version, opened_at, updated_at, unfinished, state)
      VALUES (${id}, NULL, 'asking', 1, 1, 1, 0, ${JSON.stringify({ text, nul: '\0' })})`.execute(database);
  }
  await sql`INSERT INTO findings (investigation, conclusion, workload, kind, title, concluded_at, channel)
    VALUES ('gone', 'c/1', ${text}, 'handle-leak', ${text}, 1, 'C1')`.execute(database);
  await sql`INSERT INTO alerts (id, fingerprint, starts_at, status, body, received_at)
    VALUES (12, ${text}, ${LARGEST}, 'firing', '{}', 1), (4, 'f', 1, 'firing', '{}', 1)`.execute(database);
  await sql`INSERT INTO pictures (key, investigation, png) VALUES ('k', ${text}, ${ODD_BYTES})`.execute(database);
  // A digest comes after the openings that it names.
  await sql`INSERT INTO outbox (id, investigation, slot, wanted) VALUES (1, 'a', 'root', 1), (2, 'z', 'root', 1)`.execute(
    database,
  );
  await sql`INSERT INTO outbox (id, investigation, slot, wanted) VALUES (3, 'a', 'digest/several', 1)`.execute(
    database,
  );
  await sql`UPDATE outbox SET digest = 3 WHERE id < 3`.execute(database);
  await sql`INSERT INTO sender_notes (id, investigation, sender, subject, what) VALUES (1, 'a', 'grafana', ${text}, 'note')`.execute(
    database,
  );
}

async function said(database: Database, text: string): Promise<void> {
  for (const id of ['third', 'first', text]) {
    await sql`INSERT INTO slack_events (id, seen_at, body) VALUES (${id}, 1, ${text})`.execute(database);
  }
  await sql`INSERT INTO mutes (key, since, body) VALUES (${text}, 1, '{}')`.execute(database);
  await sql`INSERT INTO ended_mutes (key, ended_at, body) VALUES (${text}, 1, '{}')`.execute(database);
  await sql`INSERT INTO held_back (key, why, first_at, body) VALUES (${text}, 'mute', 1, '{}')`.execute(database);
  await sql`INSERT INTO group_members (user_group, members, said_at) VALUES ('S1', '[]', 1)`.execute(database);
  // Numbers of announcements are never given again, also when the rows are gone.
  for (let i = 0; i < 9; i += 1) await sql`INSERT INTO announcements (body) VALUES ('{}')`.execute(database);
  await sql`DELETE FROM announcements WHERE id > 2`.execute(database);
  await sql`INSERT INTO source_files (repository, revision, path, used_at) VALUES ('r', 'main', ${text}, 1)`.execute(
    database,
  );
}
