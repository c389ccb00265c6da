import type { KnownBlock, MrkdwnElement } from '@slack/types';
import type { PictureRef } from '../../investigation/state/investigation.ts';
import { clip } from '../text.ts';
import { LIMITS } from './limits.ts';

/** A message decided as data; pictures are named, and become files when it is sent. */
export interface ComposedMessage {
  /** The verdict first: phones and notifications show only this. */
  readonly text: string;
  readonly blocks: readonly (KnownBlock | PictureBlock)[];
  /** Also shown in the channel; the conclusion at most. */
  readonly broadcast?: boolean;
}

/** Stands where a picture goes until its file is uploaded. */
export interface PictureBlock {
  readonly type: 'leakbot-picture';
  readonly picture: PictureRef;
}

/**
 * Slack's markup, and nothing that Slack would find by itself: unless it is verbatim, bare addresses, names of hosts and
 * `@…` in text from outside become links and mentions.
 */
export function mrkdwn(text: string): MrkdwnElement {
  return { type: 'mrkdwn', text, verbatim: true };
}

export function section(text: string): KnownBlock {
  return { type: 'section', text: mrkdwn(clip(text, LIMITS.sectionText)) };
}

export function context(text: string): KnownBlock {
  return { type: 'context', elements: [mrkdwn(clip(text, LIMITS.contextText))] };
}

export function pictureBlock(picture: PictureRef | undefined): readonly PictureBlock[] {
  return picture === undefined ? [] : [{ type: 'leakbot-picture', picture }];
}
