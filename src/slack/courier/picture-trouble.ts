/** Only the picture is in the way: after some patience its message goes out without it. */
export class PictureTrouble extends Error {
  /** What cannot be uploaded is given up sooner than what Slack has not looked at yet. */
  readonly weight: 1 | 3;

  constructor(message: string, { weight, cause }: { readonly weight: 1 | 3; readonly cause?: unknown }) {
    super(message, { cause });
    this.weight = weight;
  }
}
