/** Event type → the subscription of the manifest and the scope, if any, without which Slack does not send it. */
export const eventRules = {
  message: { subscription: 'message.channels', scope: 'channels:history' },
  app_home_opened: { subscription: 'app_home_opened', scope: undefined },
  app_mention: { subscription: 'app_mention', scope: 'app_mentions:read' },
  reaction_added: { subscription: 'reaction_added', scope: 'reactions:read' },
  reaction_removed: { subscription: 'reaction_removed', scope: 'reactions:read' },
  file_shared: { subscription: 'file_shared', scope: 'files:read' },
  member_joined_channel: { subscription: 'member_joined_channel', scope: 'channels:read' },
  channel_archive: { subscription: 'channel_archive', scope: 'channels:read' },
} as const;

export type EventType = keyof typeof eventRules;
