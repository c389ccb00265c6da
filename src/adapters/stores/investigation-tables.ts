import type { Generated } from 'kysely';

/** Tables of investigations, the alerts they came from, their pictures and what is to be posted of them. */
export interface InvestigationTables {
  investigations: {
    id: string;
    /** `workloadKey` of the service; null while it is not known. */
    workload: string | null;
    status: string;
    version: number;
    opened_at: number;
    updated_at: number;
    /** 1 while evidence is to be gathered or a report to be written. */
    unfinished: 0 | 1;
    /** 1 while the growth it found is to be looked for after a deploy. */
    awaits_deploy: Generated<0 | 1>;
    /** The Investigation as JSON. */
    state: string;
  };
  findings: {
    investigation: string;
    conclusion: string;
    workload: string;
    /** See `signatureOf`; null for findings without a path. */
    signature: string | null;
    kind: string;
    title: string;
    concluded_at: number;
    channel: string;
    /** The root of its thread, where the outbox no longer has it. */
    ts: string | null;
    said_right: number;
    said_wrong: number;
  };
  alerts: {
    id: Generated<number>;
    fingerprint: string;
    starts_at: number;
    status: 'firing' | 'resolved';
    body: string;
    received_at: number;
    taken_up: Generated<0 | 1>;
    /** Its sender and its name; empty in rows of before they were kept. */
    source: Generated<string>;
    name: Generated<string>;
    /** The channel in which another app posted it; null for one that came by webhook. */
    post_channel: string | null;
    /** The investigation that took it up; null while it waits, and where none did. */
    taken_by: string | null;
  };
  posting_senders: {
    source: string;
    first_at: number;
  };
  pictures: {
    key: string;
    investigation: string;
    png: Uint8Array;
    /** Slack's id of the uploaded file. */
    file_id: string | null;
  };
  outbox: {
    id: Generated<number>;
    investigation: string;
    /** What is to be delivered: a message slot, or `react/<name>`. */
    slot: string;
    /** The investigation version the message should show, and the one it shows. */
    wanted: number;
    sent: Generated<number>;
    channel: string | null;
    ts: string | null;
    /** When a first post was tried whose answer is not known. */
    attempted_at: number | null;
    failures: Generated<number>;
    not_before: Generated<number>;
    /** Why nothing more is tried. */
    given_up: string | null;
    /** Slack's ids of the files that are being shared, as a JSON list. */
    files: string | null;
    /** The digest that names it: another row. */
    digest: number | null;
  };
  sender_notes: {
    id: Generated<number>;
    investigation: string;
    sender: 'pagerduty' | 'grafana';
    subject: string;
    what: 'note' | 'acknowledge';
    attempted: Generated<0 | 1>;
    failures: Generated<number>;
    not_before: Generated<number>;
    done: Generated<0 | 1>;
  };
  slack_events: {
    id: string;
    seen_at: number;
    /** What was delivered, as JSON; null once it is done. */
    body: string | null;
    /** 1 from the moment its answer is on its way. */
    answering: Generated<0 | 1>;
    rowid: Generated<number>;
  };
  lease: { name: string; holder: string; expires_at: number };
}
