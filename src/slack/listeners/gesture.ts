/**
 * Names one click, command or shortcut: Slack makes a trigger for each, and a payload that it delivers twice carries the
 * same one. A click that is applied again later would undo what was said meanwhile.
 */
export function gestureId({ trigger_id: trigger }: { readonly trigger_id: string }): string {
  return `trigger ${trigger}`;
}
