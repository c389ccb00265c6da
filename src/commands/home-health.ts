import { type Check, ok, warning } from '../foundation/check.ts';
import { countOf } from '../measurement/share.ts';
import type { Sources } from './sources.ts';
import type { AskResult, SourceName, SourceWatch } from './watched-sources.ts';

/** What is read off when someone looks. */
export interface HealthState {
  readonly sources: Pick<Sources, 'metrics' | 'profiles' | 'standing'>;
  /** What is wrong with the source of metrics; undefined when it answers. */
  readonly sourceTrouble: () => string | undefined;
  /** What keeps messages from being delivered; undefined when nothing does. */
  readonly slackTrouble: () => string | undefined;
}

/** How sources and Slack are, as the Home tab shows it. Nothing is asked for it: what was seen last counts. */
export class HomeHealth {
  readonly #last = new Map<SourceName, AskResult>();
  #state: HealthState | undefined;

  /** The same watch, and what was answered last is remembered. */
  remembering<Watch extends SourceWatch>(watch: Watch): Watch {
    return {
      ...watch,
      asked: (source, result) => {
        this.#last.set(source, result);
        watch.asked(source, result);
      },
    };
  }

  /** Until then there is nothing to show. */
  show(state: HealthState): void {
    this.#state = state;
  }

  checks(): readonly Check[] {
    if (this.#state === undefined) return [];
    const { sources, sourceTrouble, slackTrouble } = this.#state;
    return [
      checkOf('Metrics', sourceTrouble(), `${sources.metrics.name} answers`),
      ...this.#profileChecks(sources.profiles.name),
      ...targetChecks(sources.standing()),
      checkOf('Slack', slackTrouble(), 'messages are delivered'),
    ];
  }

  #profileChecks(name: string): readonly Check[] {
    const failing = PROFILE_SOURCES.filter((source) => FAILED.has(this.#last.get(source) ?? 'ok'));
    if (failing.length === 0) return [ok(`Profiles: from ${name}`)];
    return failing.map((source) =>
      warning(`Profiles: the last question to ${source} was not answered`, 'leakbot doctor shows why.'),
    );
  }
}

/** Those that are asked for profiles, beside the collector’s own store. */
const PROFILE_SOURCES = ['pyroscope', 'parca', 'folder'] as const satisfies readonly SourceName[];

const FAILED: ReadonlySet<AskResult> = new Set(['unavailable', 'refused', 'failed']);

function checkOf(what: string, trouble: string | undefined, fine: string): Check {
  return trouble === undefined ? ok(`${what}: ${fine}`) : warning(`${what}: ${trouble}`);
}

function targetChecks(standing: ReturnType<Sources['standing']>): readonly Check[] {
  if (standing === undefined) return [];
  const { up, down } = standing;
  if (down === 0) return [ok(`Collector: ${countOf(up, 'process', 'processes')} visited`)];
  const all = countOf(up + down, 'process', 'processes');
  return [warning(`Collector: ${down} of ${all} did not answer`, 'leakbot doctor names them.')];
}
