import { labelsInText } from './labels-in-text.ts';
import { withoutMarkup } from './markup.ts';

/** What happened to a container, as people and rules write it. */
const HAPPENED = /OOM[-_ ]?kill|out of memory|crash[-_ ]?loop|\brestart(?:ed|ing|s)\b|\bmemory\b/i;
const OOM_KILLED = /OOM[-_ ]?kill(?:ed|s|ing)\b/i;

/** Before it: then it has not happened. */
const NOT_SO =
  /\b(?:may|might|could|can|cannot|would|should|must|will|if|when|unless|avoids?|prevents?|risk|before|likely|soon|not|no|never|without|until|since|because)\b/i;

/** Lines that are read. Set by hand. */
const MOST_LINES = 60;

/**
 * The line that says what happened to a pod, where a message names no alert: many templates print the summary alone. Undefined
 * where no pod is named, or nothing is said to have happened.
 */
export function saidOfPod(text: string): string | undefined {
  const shown = withoutMarkup(text);
  const named = labelsInText(shown)['pod'] !== undefined;
  if (!named) return undefined;
  return shown
    .split('\n', MOST_LINES)
    .map((line) => line.trim().slice(0, 500))
    .find((line) => {
      const at = (labelsInText(line)['pod'] === undefined ? OOM_KILLED : HAPPENED).exec(line)?.index;
      return at !== undefined && !NOT_SO.test(line.slice(0, at));
    });
}
