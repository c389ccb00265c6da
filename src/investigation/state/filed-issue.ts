/** An issue in a tracker. */
export interface FiledIssue {
  /** `acme/markets#12` */
  readonly name: string;
  readonly url: string;
}
