import type { Starter, Suspect } from '../suspect.ts';

const OF_POOL = 'Fix: bound the thread pool and shut executors down with the work that made them';

/** By what started the threads; `where` calls it. */
const FIX: Readonly<Record<Starter, (where: string) => string>> = {
  timer: (where) =>
    `Fix: cancel() each java.util.Timer that ${where} makes when what it is for ends: each has a thread of its own until then. One ScheduledExecutorService for all of them needs one.`,
  'http-client': (where) =>
    `Fix: make one java.net.http.HttpClient for all requests instead of one in each call of ${where}: each starts threads of its own (from JDK 21 on close() ends them).`,
  executor: (where) => `${OF_POOL} in ${where}: each call there starts threads that stay.`,
  thread: (where) =>
    `Fix: let each thread that ${where} starts end with the work it is for, or hand that work to one bounded executor: each call there starts threads that stay.`,
};

/** What to change where threads multiply. Where no profile has their line, their names say whose they are. */
export function threadFix(suspect: Suspect | undefined): string {
  return suspect === undefined
    ? `${OF_POOL}; jcmd <pid> Thread.print shows the names of those that multiplied.`
    : FIX[suspect.startedBy ?? 'executor'](suspect.name);
}
