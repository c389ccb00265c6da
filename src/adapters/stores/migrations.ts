import type { Migration } from 'kysely/migration';
import { collector } from './migrations/001-collector.ts';
import { investigations } from './migrations/002-investigations.ts';
import { sharedFiles } from './migrations/003-shared-files.ts';
import { sourceFiles } from './migrations/004-source-files.ts';
import { collectorStrings } from './migrations/005-collector-strings.ts';
import { findings } from './migrations/006-findings.ts';
import { gestures } from './migrations/007-gestures.ts';
import { digests } from './migrations/008-digests.ts';
import { silence } from './migrations/009-silence.ts';
import { groupMembers } from './migrations/010-group-members.ts';
import { posts } from './migrations/011-posts.ts';
import { answers } from './migrations/012-answers.ts';
import { senderNotes } from './migrations/013-sender-notes.ts';
import { endedMutes } from './migrations/014-ended-mutes.ts';
import { postingSenders } from './migrations/015-posting-senders.ts';

/** Every migration by its sortable name; a landed one is never edited, only followed by another. */
export const migrations: Readonly<Record<string, Migration>> = {
  '001-collector': collector,
  '002-investigations': investigations,
  '003-shared-files': sharedFiles,
  '004-source-files': sourceFiles,
  '005-collector-strings': collectorStrings,
  '006-findings': findings,
  '007-gestures': gestures,
  '008-digests': digests,
  '009-silence': silence,
  '010-group-members': groupMembers,
  '011-posts': posts,
  '012-answers': answers,
  '013-sender-notes': senderNotes,
  '014-ended-mutes': endedMutes,
  '015-posting-senders': postingSenders,
};
