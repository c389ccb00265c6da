/** An environment variable that the object it belongs to declares: a sender of alerts, a host of repositories. */
export interface DeclaredSetting {
  readonly name: string;
  /** The comment above it in `.env.example`. */
  readonly comment: string;
}
