#!/usr/bin/env node
// What npx calls, in plain JavaScript that any Node reads: Node strips the types of the file it is started with again each
// time, which no compile cache spares it.
import * as nodeModule from 'node:module';

if (process.features.typescript) {
  nodeModule.enableCompileCache();
  const { main } = await import('./commands/leakbot.ts');
  await main();
} else {
  process.stderr.write(
    `leakbot: needs Node 22.18 or newer, this is ${process.version}: start it with npx leakbot, which takes the Node that npm ci brought\n`,
  );
  process.exitCode = 1;
}
