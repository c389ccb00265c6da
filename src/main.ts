import { enableCompileCache } from 'node:module';

// Types are stripped once, not at every start. What is imported by name is loaded before the first line runs, so the rest
// comes after.
enableCompileCache();
const { main } = await import('./commands/leakbot.ts');
await main();
