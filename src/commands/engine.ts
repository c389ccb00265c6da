import { NO_CAPTURER } from '../evidence/no-capturer.ts';
import type { Capturer, GoroutineWitness, ProfileComparer, ProfileSource } from '../evidence/ports.ts';
import type { Sightings } from '../evidence/sightings.ts';
import type { Alarm, Clock, Instant } from '../foundation/clock.ts';
import { type Conclude, type Conduct, Conductor, type EvidenceWatch } from '../investigation/conduct.ts';
import type { Illustrator } from '../investigation/looks/illustrator.ts';
import { observer } from '../investigation/looks/question/question.ts';
import type { ConcluderDependencies } from '../investigation/looks/report/report.ts';
import type { SourceHost } from '../investigation/source-host.ts';
import type { InvestigationStore } from '../investigation/store.ts';

/** What an investigation keeps of itself, and knows of earlier ones. */
export type EngineStore = Pick<
  InvestigationStore,
  'save' | 'load' | 'unfinished' | 'dismissAlerts' | 'savePicture' | 'earlierFinding'
>;

/** What an investigation needs, wherever it is reported. */
export interface EngineParts {
  readonly store: EngineStore;
  readonly clock: Clock;
  /** See `ConductDependencies`. */
  readonly alarm?: Alarm | undefined;
  readonly sightings: Sightings;
  readonly profiles: ProfileSource;
  readonly comparer: ProfileComparer;
  /** Absent where no collector asks processes about their goroutines. */
  readonly witness?: GoroutineWitness | undefined;
  readonly illustrator: Illustrator;
  /** Absent where there is no token for any: links only. */
  readonly sourceHost?: SourceHost | undefined;
  /** Absent where no collector runs. */
  readonly capturer?: Capturer | undefined;
  /** The time to which a forecast is renewed while questions are asked; absent where the window ends in the past. */
  readonly now?: (() => Instant) | undefined;
  readonly changed: () => void;
  /** Counts how long evidence took. */
  readonly watch?: EvidenceWatch | undefined;
  readonly report: (problem: string, error: unknown) => void;
}

/** Wires observing, judging, comparing and drawing to the state machine. */
export function engine(parts: EngineParts): Conduct {
  const { store, clock, sightings, profiles, comparer, witness, illustrator, changed, report } = parts;
  const capturer = parts.capturer ?? NO_CAPTURER;
  const meanwhile = () => setImmediate(() => void loadReporting());
  return new Conductor({
    store,
    clock,
    alarm: parts.alarm,
    capturer,
    observe: observer({ sightings, profiles, capturer, illustrator, store, now: parts.now, meanwhile }),
    conclude: concluded({
      sightings,
      profiles,
      comparer,
      witness,
      illustrator,
      sourceHost: parts.sourceHost,
      store,
      report,
    }),
    changed,
    watch: parts.watch,
    report,
  });
}

/** What writes a report is a fourth of what an investigation loads: it is loaded while the first question waits for its samples. */
function loadReporting() {
  return import('../investigation/looks/report/report.ts');
}

function concluded(dependencies: ConcluderDependencies): Conclude {
  return async (investigation, signal) => {
    const { concluder } = await loadReporting();
    return concluder(dependencies)(investigation, signal);
  };
}
