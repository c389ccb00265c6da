/** The bot scopes of manifest/slack.json, and what Leakbot cannot do without each. */
export const SCOPES: Readonly<Record<string, string>> = {
  'app_mentions:read': 'answer mentions',
  'channels:history': 'answer alerts of other apps, and look whether its own message arrived before posting it again',
  'channels:read': 'see whether it, or who opens the Home tab, is in a channel',
  'chat:write': 'post messages',
  commands: 'answer /leak',
  'files:read': 'wait until Slack has processed a picture',
  'files:write': 'upload pictures and profiles',
  'groups:history': 'answer alerts of other apps, and look for its own messages, in private channels',
  'groups:read': 'see the same of a private channel',
  'reactions:write': 'mark alerts with reactions',
  'usergroups:read': 'know the members of access.userGroups',
  'users:read': 'recognise guests and people of other workspaces',
};

/** Needed by one setting only; the manifest says it may be removed where that is empty. */
export const SCOPE_OF_USER_GROUPS = 'usergroups:read';

/** The events of manifest/slack.json, and what Leakbot does with each. */
export const EVENTS: Readonly<Record<string, string>> = {
  app_home_opened: 'draws the Home tab',
  app_mention: 'starts an investigation',
  'message.channels': 'answers the alert that another app posted',
  'message.groups': 'the same in private channels',
};
