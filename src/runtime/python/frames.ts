import { type FrameRules, fileName, isForeign, type Origin } from '../frame-rules.ts';

const PACKAGE = /(^|\/)(site|dist)-packages\//;
const STANDARD = /(^|\/)lib\/python[\d.]+\/|^<frozen /;
const SCRIPT = /\.py$/;

export const pythonFrames: FrameRules = {
  reader: () => (name, file) =>
    STANDARD.test(file) || PACKAGE.test(file) || SCRIPT.test(file)
      ? { origin: originOf(name, file), sure: true }
      : undefined,
  // A bare `add` says too little.
  suspectName: (name, file) => (SCRIPT.test(file) ? `${name} (${fileName(file)})` : undefined),
};

function originOf(name: string, file: string): Origin {
  if (isForeign(name, file) || PACKAGE.test(file)) return 'dependency';
  return STANDARD.test(file) ? 'standard' : 'application';
}
