#!/usr/bin/env node
// What npx calls, in plain JavaScript: Node strips the types of the file it is started with anew each time, which takes
// longer than all of a short command.
import { enableCompileCache } from 'node:module';

enableCompileCache();
await import('./commands/program.ts');
