import { alertmanager } from './alertmanager/alertmanager.ts';
import type { SenderSetting } from './authorization.ts';
import type { AlertSender } from './sender.ts';

/** Every program whose webhook Leakbot reads. A new one is a folder beside this file and a line here. */
export const ALERT_SENDERS: readonly AlertSender[] = [alertmanager];

/** Their settings, each once: several senders present the same token. */
export const SENDER_SETTINGS: readonly SenderSetting[] = [
  ...new Map(ALERT_SENDERS.flatMap(({ settings }) => settings).map((setting) => [setting.name, setting])).values(),
];
