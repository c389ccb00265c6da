import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildCommand } from '@stricli/core';
import { flag } from '../../src/commands/options.ts';
import { runProgram } from '../../src/commands/run-program.ts';
import { CHART, PLAIN_MANIFESTS, plainManifest } from './plain.ts';

/** Rules that the chart can bring: helm reads no file outside of it. */
const RULES = ['leakbot-rules.yaml', 'leakbot-early-rules.yaml', 'leakbot-self-rules.yaml'];

const manifests = buildCommand<{ readonly write?: boolean }>({
  docs: { brief: 'Makes the plain Kubernetes manifests from the Helm chart, with the helm in PATH.' },
  parameters: { flags: { write: flag('write them, and the chart’s copies of the rules') } },
  func: ({ write = false }) => {
    if (write) for (const name of RULES) copyFileSync(join(CHART, '../prometheus', name), join(CHART, 'files', name));
    for (const plain of PLAIN_MANIFESTS) {
      if (write) writeFileSync(plain.file, plainManifest(plain));
      else process.stdout.write(plainManifest(plain));
    }
  },
});

const status = await runProgram('npm run manifests --', manifests, process.argv.slice(2));
process.exitCode ??= status;
