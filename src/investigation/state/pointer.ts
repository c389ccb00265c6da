/** A message of another app about an alert that is looked into elsewhere: in its thread stands where. */
export interface Pointer {
  readonly channel: string;
  readonly ts: string;
}
