/**
 * The names behind buttons and menus. A button's value carries ids only (`investigation step`); what they mean is in
 * the store, so that a click works after a restart and a redeploy.
 */
export const ACTIONS = {
  answerYes: 'answer.yes',
  answerNo: 'answer.no',
  answerUnclear: 'answer.unclear',
  change: 'change',
  pod: 'pod',
  more: 'more',
  lookFurther: 'look-further',
  again: 'again',
  cancel: 'cancel',
  service: 'service',
  report: 'report',
  capture: 'capture',
  captureAnyway: 'capture.anyway',
  captureNot: 'capture.not',
  draftIssue: 'draft-issue',
  rateRight: 'rate.right',
  rateWrong: 'rate.wrong',
  freshLook: 'fresh-look',
  mute: 'mute',
  unmute: 'unmute',
} as const;

export type ActionId = (typeof ACTIONS)[keyof typeof ACTIONS];

export interface Address {
  readonly investigation: string;
  readonly step: string;
}

export function writeAddress({ investigation, step }: Address): string {
  return `${investigation} ${step}`;
}

export function readAddress(value: string | undefined): Address | undefined {
  const [investigation, step = ''] = (value ?? '').split(' ');
  return investigation === undefined || investigation === '' ? undefined : { investigation, step };
}

/** An option of a ⋯ menu: the wish, then the address. */
export function writeOption(wish: string, address: Address): string {
  return `${wish} ${writeAddress(address)}`;
}

export function readOption(value: string): { readonly chosen: string; readonly address: Address | undefined } {
  const [chosen = '', ...address] = value.split(' ');
  return { chosen, address: readAddress(address.join(' ')) };
}
