import { formatCount } from '../measurement/count.ts';
import type { Keeper, Suspect } from '../runtime/suspect.ts';

/** Says what a frame keeps only when its own name does, and what grew about as much. */
export function habitClause(suspect: Suspect | undefined): string {
  const beside = suspect?.beside === undefined ? '' : `; ${suspect.beside.name} gained about as much`;
  return `${ofSuspect(suspect)}${beside}`;
}

function ofSuspect(suspect: Suspect | undefined): string {
  const owner = suspect?.keeper?.owner;
  const whose = owner === undefined ? '' : ` (${owner})`;
  const way = wayClause(suspect?.keeper, whose);
  if (way !== undefined) return way;
  switch (suspect?.habit) {
    case undefined:
      return owner === undefined ? '' : `: ${owner} only grows`;
    case 'cache':
      return `: a cache that only grows${whose}`;
    case 'map':
      return `: a map that only grows${whose}`;
    case 'buffer':
      return `: a buffer that only grows${whose}`;
    case 'subscription':
      return `: subscriptions that are never removed${whose}`;
  }
}

/** Where what keeps it says more than a name. */
function wayClause(keeper: Keeper | undefined, whose: string): string | undefined {
  switch (keeper?.through) {
    case 'caffeine':
      return `: a Caffeine cache that only grows${whose}`;
    case 'guava':
      return `: a Guava cache that only grows${whose}`;
    case 'thread-local':
      return `: thread-locals that are never removed${whose}`;
    case 'executor':
      return `: tasks that wait in the queue of an executor${whose}`;
    case 'future':
      return `: callbacks of a future that does not complete${whose}`;
    case 'references':
      return ': cleaning up is slower than what is made';
    case 'mbeans':
      return ': MBeans that are never unregistered';
    case 'virtual-threads':
      return `: virtual threads that do not end${whose}`;
    case 'shutdown-hooks':
      return ': shutdown hooks that are never removed';
    case 'files-to-delete':
      return ': names of files that are to be deleted on exit';
    case 'loggers':
      return ': loggers that stay under their name';
    case 'jars':
      return ': jar files that URL connections keep open';
    case 'cleaner':
      return keeper.captured === undefined
        ? ': objects that are registered with a Cleaner and never cleaned'
        : `: the action of a Cleaner keeps its own object (${keeper.captured})`;
    case 'array':
      return `: ${keeper.owner ?? 'what keeps it'} is an array${keeper.places === undefined ? ', which holds no more than its length' : ` of ${formatCount(keeper.places)} places, and no more`}`;
    case 'library':
      return `: kept in ${keeper.library ?? 'a library'}${whose}`;
    case 'collection':
    case undefined:
      return undefined;
  }
}
