/** Only the picture is in the way: its message does not wait for it long, and is completed when it gets through. */
export class PictureTrouble extends Error {
  /** What cannot be uploaded is given up sooner than what Slack has not looked at yet. */
  readonly weight: PictureWeight;

  constructor(message: string, { weight, cause }: { readonly weight: PictureWeight; readonly cause?: unknown }) {
    super(message, { cause });
    this.weight = weight;
  }
}

export type PictureWeight = 'not-ready' | 'unusable';
