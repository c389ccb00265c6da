#!/usr/bin/env node
// What npx calls, in plain JavaScript: Node strips the types of the file it is started with again each time, which no
// compile cache spares it.
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { main } = await import('./commands/leakbot.ts');
await main();
