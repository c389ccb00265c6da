import type { MetricsSource } from './ports.ts';
import { SightedService } from './sighted-service.ts';
import type { SightedRange } from './sighting.ts';

interface Bounds {
  readonly services: number;
  readonly samples: number;
}

/**
 * A sample takes about 49 bytes (measured: its time, its value, and its part of the series that hold it), so a million
 * about 47 MiB of the 1 GiB that `manifest/` allows for all. The memory of 200 pods and their revisions are about 240,000
 * samples: of these 4 fit, of small services all 64. One alone may be larger.
 */
const BOUNDS: Bounds = { services: 64, samples: 1_000_000 };

/** The source as one service is asked about: how long it is waited for. */
type Waited = (source: MetricsSource) => MetricsSource;

interface SightingsOptions {
  readonly waited?: Waited | undefined;
  readonly bounds?: Bounds | undefined;
}

/**
 * The services that are being looked at, each over its range. The questions of an investigation and its report ask for
 * the same service and range, so they share one sighting: it is read once, and what a picture showed is what the report
 * rests on. Another window, or one drawn out to fresh profiles, is another sighting; another pod is in the same one.
 *
 * A sighting is given up when newer ones need its room, and with the process: then the same range is read again.
 */
export class Sightings {
  readonly #source: MetricsSource;
  readonly #waited: Waited;
  readonly #bounds: Bounds;
  /** The one that was asked for last comes last. */
  readonly #kept = new Map<string, SightedService>();

  constructor(source: MetricsSource, { waited = (all) => all, bounds = BOUNDS }: SightingsOptions = {}) {
    this.#source = source;
    this.#waited = waited;
    this.#bounds = bounds;
  }

  /** `beside` is a sighting of another container of the same pods: what it read of them all is not read again. */
  of({ service, range }: SightedRange, beside?: SightedService): SightedService {
    const key = JSON.stringify([service, range.from, range.to]);
    const sighted = this.#kept.get(key) ?? new SightedService(this.#waited(this.#source), { service, range }, beside);
    this.#kept.delete(key);
    this.#makeRoom();
    this.#kept.set(key, sighted);
    return sighted;
  }

  /** What is asked about only now, and not kept: the same service up to another moment each time. */
  once(of: SightedRange): SightedService {
    return new SightedService(this.#waited(this.#source), of);
  }

  #makeRoom(): void {
    let samples = this.#kept.values().reduce((sum, sighted) => sum + sighted.samples, 0);
    for (const [key, sighted] of this.#kept) {
      if (this.#kept.size < this.#bounds.services && samples <= this.#bounds.samples) return;
      this.#kept.delete(key);
      samples -= sighted.samples;
    }
  }
}
