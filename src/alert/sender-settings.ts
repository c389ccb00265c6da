import type { DeclaredSetting } from '../foundation/declared-setting.ts';

/** The secret that every sender presents which cannot sign. */
export const WEBHOOK_TOKEN: DeclaredSetting = {
  name: 'LEAKBOT_WEBHOOK_TOKEN',
  comment: 'What alert senders must present, as bearer token or basic-auth password; not needed on 127.0.0.1',
};

export const GRAFANA_SECRET: DeclaredSetting = {
  name: 'GRAFANA_WEBHOOK_SECRET',
  comment:
    'Verifies the HMAC signature of Grafana’s webhook contact point; without it Grafana presents the webhook token',
};

export const PAGERDUTY_SECRET: DeclaredSetting = {
  name: 'PAGERDUTY_WEBHOOK_SECRET',
  comment:
    'Verifies PagerDuty’s signature: the secret of each subscription, separated by commas; else the webhook token',
};

/**
 * The settings of all senders, in the order of `.env.example`. Apart from the senders: every command reads settings, and
 * only the bot and doctor read what a sender sends, whose schemas take longer to load than all of the settings.
 */
export const SENDER_SETTINGS: readonly DeclaredSetting[] = [WEBHOOK_TOKEN, GRAFANA_SECRET, PAGERDUTY_SECRET];
