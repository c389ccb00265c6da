import type { DeclaredSetting } from '../foundation/declared-setting.ts';

/** What whoever pushes profiles presents; without it none are taken. */
export const PUSH_TOKEN: DeclaredSetting = {
  name: 'LEAKBOT_PUSH_TOKEN',
  comment: 'What SDKs and agents must present that push profiles to /ingest, as bearer token or basic-auth password',
};
