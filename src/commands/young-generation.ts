import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8's young generation as small as it is until the returned function is called. It doubles whenever much survives,
 * as nearly all does that a start loads, and an idle process then keeps the room: 28 MiB of 150, also after 75 s without
 * work. Later it may grow as the work wants it. Node warns of flags that are set late; this one is read at each collection.
 */
export function smallYoungGeneration(): () => void {
  setFlagsFromString('--semi-space-growth-factor=1');
  return () => setFlagsFromString(`--semi-space-growth-factor=${V8_DEFAULT}`);
}

/** `node --v8-options` of Node 26.10. */
const V8_DEFAULT = 2;
