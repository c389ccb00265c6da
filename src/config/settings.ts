import type { ChannelAlerts } from '../alert/channel-alerts.ts';
import type { WebhookMapping } from '../alert/generic/mapping.ts';
import type { AlertRule } from '../alert/rules.ts';
import type { Secret } from '../foundation/secret.ts';
import type { QuietHours } from '../investigation/silence/quiet-hours.ts';
import type { Bytes } from '../measurement/bytes.ts';
import type { Milliseconds } from '../measurement/duration.ts';
import type { PathTemplate } from '../profile/files/path-template.ts';
import type { HostKind } from '../service/hosts/hosts.ts';
import type { JiraProject } from '../service/new-issue.ts';
import type { Service } from '../service/service.ts';
import type { Environment } from './environment.ts';
import type { PprofAccess } from './services.ts';
import type { SourceSettings } from './sources.ts';

/** What a command cannot do without; `doctor` looks at whatever there is. */
export type Need = 'start' | 'investigate' | 'doctor';

export interface SlackAppSettings {
  readonly botToken: Secret;
  /** Socket Mode when set; else `signingSecret` is, and events come over HTTP. */
  readonly appToken?: Secret | undefined;
  readonly signingSecret?: Secret | undefined;
  readonly apiUrl?: string | undefined;
}

export interface CollectorSettings {
  /** A duration or a cron expression. */
  readonly every: string;
  readonly keep: Milliseconds;
  readonly maxBytes: Bytes;
}

/** A token that reads code, and whose it is. */
export interface CodeHostSettings {
  readonly token?: Secret | undefined;
  /** The base of the host's pages; by default the repositories in leakbot.yaml say. */
  readonly url?: string | undefined;
}

/** Every setting, checked. Secrets print as `[secret]`. */
export interface Settings {
  readonly slack?: SlackAppSettings | undefined;
  /** Where investigations go when nothing else says. */
  readonly channel?: string | undefined;
  readonly http: {
    readonly host: string;
    readonly port: number;
    /** What senders of alerts present, by the name of the setting. */
    readonly senderSecrets: ReadonlyMap<string, Secret>;
    /** What whoever pushes profiles presents; without it none are taken. */
    readonly pushToken?: Secret | undefined;
  };
  /** An absolute path, or `postgres://…`. */
  readonly database: string;
  readonly prometheus?: SourceSettings | undefined;
  readonly profiles?: (SourceSettings & { readonly kind: 'pyroscope' | 'parca' }) | undefined;
  /** Pods from the API of Kubernetes; absent: it is not asked. */
  readonly kubernetes?:
    | {
        readonly namespaces: readonly string[];
        readonly cluster?: string | undefined;
        /** KUBECONFIG: files, separated as paths are; undefined for that of the user, or the pod's service account. */
        readonly kubeconfig?: string | undefined;
      }
    | undefined;
  /** Folders that something else writes profiles to. */
  readonly profileFolders: readonly PathTemplate[];
  readonly codeHosts: ReadonlyMap<HostKind, CodeHostSettings>;
  readonly proxy: { readonly https?: Secret | undefined; readonly except?: string | undefined };
  readonly logLevel: Environment['LOG_LEVEL'];
  readonly services: readonly Service[];
  /** By `workloadKey` of a configured service. */
  readonly pprofAccess: ReadonlyMap<string, PprofAccess>;
  readonly collector: CollectorSettings;
  /** Owners whose repositories are read beside those of the services: with the token, and without. */
  readonly code: { readonly owners: readonly string[]; readonly publicOwners: readonly string[] };
  /** How JSON of senders is read that Leakbot does not know. */
  readonly webhooks: readonly WebhookMapping[];
  /** Which alerts start an investigation, before the rules that Leakbot brings. */
  readonly alertRules: readonly AlertRule[];
  /** When alerts are collected for one message. */
  readonly quietHours: readonly QuietHours[];
  /** After its end an investigation takes the workload's alerts for so long. */
  readonly cooldown: Milliseconds;
  /** Messages of other apps in channels that are alerts, beside those that Leakbot recognises by itself. */
  readonly slackAlerts: readonly ChannelAlerts[];
  /** Where drafted issues go that the host of the repository has no form for. */
  readonly issues?: { readonly jira?: JiraProject | undefined } | undefined;
  /** What files drafted issues, by tracker. */
  readonly issueTokens: IssueTokens;
  /** What writes findings back to where alerts are kept. */
  readonly senderDesks: {
    readonly pagerduty?: { readonly token: Secret; readonly from: string; readonly acknowledge: boolean } | undefined;
    readonly grafana?: { readonly token: Secret; readonly url: string } | undefined;
  };
  readonly access: {
    readonly channels: readonly string[];
    readonly userGroups: readonly string[];
    /** Whether guests of the workspace may use Leakbot, and people of others in shared channels. */
    readonly guests: boolean;
    readonly otherWorkspaces: boolean;
  };
}

/** Tokens of trackers; Jira's may be a person's, by the e-mail address. */
export interface IssueTokens {
  readonly github?: Secret | undefined;
  readonly gitlab?: Secret | undefined;
  readonly jira?: { readonly token: Secret; readonly user?: string | undefined } | undefined;
}

/** Settings with everything that the bot itself cannot run without. */
export interface BotSettings extends Settings {
  readonly slack: SlackAppSettings;
  readonly channel: string;
}
