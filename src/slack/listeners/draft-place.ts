import { type DraftPlace, draftPlace } from './schema.ts';

export function writeDraftPlace(at: DraftPlace): string {
  return JSON.stringify(at);
}

/** Undefined for a modal that files nothing. */
export function readDraftPlace(metadata: string): DraftPlace | undefined {
  try {
    return draftPlace.safeParse(JSON.parse(metadata)).data;
  } catch {
    return undefined;
  }
}
