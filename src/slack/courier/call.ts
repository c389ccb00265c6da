/** What Slack limits: one limit a method and channel, and for files one a method. */
export type Method =
  | 'chat.postMessage'
  | 'chat.update'
  | 'reactions.add'
  | 'reactions.remove'
  | 'files.getUploadURLExternal'
  | 'files.completeUploadExternal'
  | 'files.info'
  | 'other';

const METHODS = new WeakMap<Error, Method>();

/** Waits for a call and remembers, for an error, of which method it was: the Slack client's errors do not say. */
export async function called<Result>(method: Method, call: Promise<Result>): Promise<Result> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Error) METHODS.set(error, METHODS.get(error) ?? method);
    throw error;
  }
}

export function methodOf(error: unknown): Method {
  return (error instanceof Error ? METHODS.get(error) : undefined) ?? 'other';
}
