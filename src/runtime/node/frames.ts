import { type FrameRules, fileName, isForeign, type Origin } from '../frame-rules.ts';

const PACKAGE = /(^|\/)node_modules\//;
const INTERNAL = /^node:|^internal\/.*\.js$/;
const SCRIPT = /\.[cm]?[jt]sx?$/;

export const nodeFrames: FrameRules = {
  reader: () => (name, file) =>
    INTERNAL.test(file) || PACKAGE.test(file) || SCRIPT.test(file)
      ? { origin: originOf(name, file), sure: true }
      : undefined,
  // A bare `remember` says too little.
  suspectName: (name, file) => (SCRIPT.test(file) ? `${name} (${fileName(file)})` : undefined),
};

function originOf(name: string, file: string): Origin {
  if (isForeign(name, file) || PACKAGE.test(file)) return 'dependency';
  return INTERNAL.test(file) ? 'standard' : 'application';
}
