import type { FrameRules } from './frame-rules.ts';
import { goFrames } from './go/frames.ts';
import { jvmFrames } from './jvm/frames.ts';
import { nodeFrames } from './node/frames.ts';
import { pythonFrames } from './python/frames.ts';

/**
 * How the frames of each runtime are written, in the order of `runtimes.ts`: all that a comparison of profiles asks of
 * them. The metrics, questions and words of the runtimes are more modules than `leakbot diff` needs for anything else.
 */
export const ALL_FRAMES: readonly FrameRules[] = [goFrames, jvmFrames, nodeFrames, pythonFrames];
