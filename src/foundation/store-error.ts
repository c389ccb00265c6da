import { LeakbotError } from './errors.ts';

/** The store cannot be used: one sentence with the path, the cause and the fix. */
export class StoreError extends LeakbotError {
  readonly code = 'store';
  /** What is wrong, with the path of the store. */
  readonly says: string;
  /** What to do about it. */
  readonly fix: string;

  constructor({ says, fix }: { readonly says: string; readonly fix: string }) {
    super(`${says}: ${fix}`);
    this.says = says;
    this.fix = fix;
  }
}
