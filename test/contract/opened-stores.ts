import type { CollectorStores } from '../../src/collection/stores.ts';
import type { GestureStore } from '../../src/investigation/gestures.ts';
import type { GroupMemberStore } from '../../src/investigation/group-members.ts';
import type { OutboxStore } from '../../src/investigation/outbox.ts';
import type { AnnouncementStore, SilenceStore } from '../../src/investigation/silence/store.ts';
import type { InvestigationStore } from '../../src/investigation/store.ts';

/** Stores that work on one another: what a change stores, the outbox delivers. Empty at first. */
export interface OpenedStores extends AsyncDisposable {
  readonly investigations: InvestigationStore;
  readonly outbox: OutboxStore;
  readonly gestures: GestureStore;
  readonly groupMembers: GroupMemberStore;
  readonly silence: SilenceStore;
  readonly announcements: AnnouncementStore;
  readonly collector: CollectorStores;
}

export type OpenStores = () => Promise<OpenedStores>;
