/** What a check-up saw of one thing. */
export interface Check {
  /** `warning`: Leakbot works, and would do better; `fault`: something that was asked for cannot work. */
  readonly state: 'ok' | 'warning' | 'fault';
  readonly says: string;
  /** What to do about it. */
  readonly fix?: string | undefined;
}

export function ok(says: string): Check {
  return { state: 'ok', says };
}

export function warning(says: string, fix?: string): Check {
  return { state: 'warning', says, fix };
}

export function fault(says: string, fix?: string): Check {
  return { state: 'fault', says, fix };
}
