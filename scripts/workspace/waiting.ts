import type { WorkspaceState } from './state.ts';

/**
 * Resolves with the first value that is neither undefined, null nor false, looking again whenever something changes.
 * Rejects after `timeoutMs` (5000), naming what was waited for.
 */
export function until<T>(
  state: WorkspaceState,
  look: () => T | undefined | null | false,
  options: { readonly what?: string; readonly timeoutMs?: number } = {},
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const { timeoutMs = 5000, what = 'something in the workspace' } = options;
  const attempt = () => {
    try {
      const found = look();
      if (found === undefined || found === null || found === false) return;
      resolve(found);
    } catch (error) {
      reject(error instanceof Error ? error : new Error(String(error)));
    }
    stop();
  };
  const timer = setTimeout(() => {
    stop();
    reject(new Error(`waited ${timeoutMs} ms for ${what}`));
  }, timeoutMs);
  // After the change is complete: a method may still be filling in the message it has just added.
  const unsubscribe = state.subscribe(() => setImmediate(attempt));
  const stop = () => {
    clearTimeout(timer);
    unsubscribe();
  };
  attempt();
  return promise;
}
