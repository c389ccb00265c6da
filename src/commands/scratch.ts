import { ConflictError } from '../foundation/errors.ts';
import type { Investigation } from '../investigation/state/investigation.ts';
import type { Change } from '../investigation/store.ts';
import type { Picture, PictureRenderer } from '../presentation/picture.ts';
import type { EngineStore } from './engine.ts';

/** Keeps one investigation for as long as the command that carries it out; no one else could look at it. */
export class Scratch implements EngineStore {
  readonly #pictures = new Map<string, Uint8Array>();
  #latest: Investigation | undefined;

  save({ investigation }: Change): Promise<void> {
    const version = this.#latest?.version ?? investigation.version - 1;
    if (investigation.version !== version + 1)
      return Promise.reject(new ConflictError(`version ${version} of the investigation is not the one before`));
    this.#latest = investigation;
    return Promise.resolve();
  }

  load(id: string): Promise<Investigation | undefined> {
    return Promise.resolve(this.#latest?.id === id ? this.#latest : undefined);
  }

  savePicture(_investigation: string, key: string, png: Uint8Array): Promise<void> {
    this.#pictures.set(key, png);
    return Promise.resolve();
  }

  loadPicture(key: string): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.#pictures.get(key));
  }

  unfinished(): Promise<readonly Investigation[]> {
    return Promise.resolve([]);
  }

  dismissAlerts(): Promise<void> {
    return Promise.resolve();
  }

  earlierFinding(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}

/**
 * Pictures drawn while the next question is looked at: `render` answers at once with a mark that stands for the picture,
 * `drawn` exchanges the mark for it. Without a renderer none is drawn: a report on stdout has titles only.
 */
export class PicturesBeside implements PictureRenderer {
  readonly #renderer: PictureRenderer | undefined;
  readonly #drawings = new WeakMap<Uint8Array, Promise<Uint8Array>>();

  constructor(renderer: PictureRenderer | undefined) {
    this.#renderer = renderer;
  }

  render(picture: Picture): Promise<Uint8Array> {
    const mark = new Uint8Array();
    const drawing = this.#renderer?.render(picture);
    if (drawing !== undefined) {
      this.#drawings.set(mark, drawing);
      // It is `drawn` that says so; a picture that no one wants in the end may fail.
      drawing.catch(() => undefined);
    }
    return Promise.resolve(mark);
  }

  /** Rejects with PictureError where it could not be drawn. */
  drawn(mark: Uint8Array): Promise<Uint8Array | undefined> {
    return this.#drawings.get(mark) ?? Promise.resolve(undefined);
  }
}
