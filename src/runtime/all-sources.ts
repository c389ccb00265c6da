import { goSources } from './go/sources.ts';
import { jvmSources } from './jvm/sources.ts';
import { nodeSources } from './node/sources.ts';
import { pythonSources } from './python/sources.ts';
import type { SourceRules } from './source-rules.ts';

/** Where the sources of each runtime lie, in the order of `runtimes.ts`: all that a link to a line asks of them. */
export const ALL_SOURCES: readonly SourceRules[] = [goSources, jvmSources, nodeSources, pythonSources];
