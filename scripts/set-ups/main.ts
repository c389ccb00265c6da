import { writeFileSync } from 'node:fs';
import { buildCommand } from '@stricli/core';
import { flag } from '../../src/commands/options.ts';
import { runProgram } from '../../src/commands/run-program.ts';
import { SET_UPS } from './set-ups.ts';
import { rowOf } from './table.ts';
import { trySetUp } from './try.ts';

const PAGE = new URL('../../manifest/wrong-set-ups.md', import.meta.url);

const HEAD = `# Wrong set-ups, and what Leakbot says

\`npm run set-ups -- --write\` sets each of these up for real and writes down what \`leakbot doctor\` and \`leakbot start\` say.
A start that is not refused takes alerts; what does not work is said in its log and at \`/readyz\`.
`;

const setUps = buildCommand<{ readonly write?: boolean }>({
  docs: { brief: 'Sets Leakbot up wrongly in every way that is known, and prints what doctor and start say.' },
  parameters: { flags: { write: flag('write the table into manifest/wrong-set-ups.md') } },
  func: async ({ write = false }) => {
    const rows: string[] = [];
    for (const setUp of SET_UPS) {
      const said = await trySetUp(setUp, { start: true });
      rows.push(rowOf(setUp.name, said));
      process.stderr.write(`${setUp.name}\n`);
    }
    const page = [HEAD, '| set-up | doctor | start |', '| --- | --- | --- |', ...rows, ''].join('\n');
    if (write) writeFileSync(PAGE, page);
    else process.stdout.write(page);
  },
});

const status = await runProgram('npm run set-ups --', setUps, process.argv.slice(2));
process.exitCode ??= status;
