import { asPayloads, asText, isPayload, type Payload } from '../payload.ts';
import { surfaces } from '../rules/blocks.ts';
import { blockFaults, shownCharacters } from '../rules/check-blocks.ts';
import type { Arguments } from './arguments.ts';
import type { Desk } from './desk.ts';
import { Refusal, refuseWith } from './refusal.ts';

/** What a call says a message shall hold; a part that was not given is undefined. */
export interface Content {
  readonly text?: string;
  readonly blocks?: readonly Payload[];
  readonly attachments?: readonly Payload[];
  readonly metadata?: Payload;
}

const mostAttachments = 100;
const mostMetadata = 8000;

/** Reads and checks the content of a message. Refused when it holds nothing to show. */
export function readContent(args: Arguments, desk: Desk): Content {
  const blocks = readBlocks(args, desk);
  const attachments = readAttachments(args, desk);
  const metadata = readMetadata(args);
  const text = args.optional('text');
  if (text === undefined && (blocks ?? []).length === 0 && (attachments ?? []).length === 0)
    throw new Refusal('no_text');
  return {
    ...(text === undefined ? {} : { text }),
    ...(blocks === undefined ? {} : { blocks }),
    ...(attachments === undefined ? {} : { attachments }),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

function readBlocks(args: Arguments, desk: Desk): readonly Payload[] | undefined {
  const blocks = args.structure('blocks');
  if (blocks === undefined) return undefined;
  if (!Array.isArray(blocks)) throw new Refusal('invalid_blocks_format');
  const slackFile = (reference: Payload) => desk.files.isPicture(reference);
  const faults = blockFaults(blocks, { surface: 'message', pointer: '/blocks', slackFile });
  if (faults.length > 0) throw refuseWith('invalid_blocks', faults);
  if (shownCharacters(blocks) > surfaces.message.characters) throw new Refusal('msg_blocks_too_long');
  return asPayloads(blocks);
}

function readAttachments(args: Arguments, desk: Desk): readonly Payload[] | undefined {
  const attachments = args.structure('attachments');
  if (attachments === undefined) return undefined;
  if (!Array.isArray(attachments)) throw new Refusal('invalid_attachments');
  if (attachments.length > mostAttachments) throw new Refusal('too_many_attachments');
  const slackFile = (reference: Payload) => desk.files.isPicture(reference);
  const faults = asPayloads(attachments).flatMap((attachment, index) =>
    blockFaults(attachment['blocks'] ?? [], { surface: 'message', pointer: `/attachments/${index}/blocks`, slackFile }),
  );
  if (faults.length > 0) throw refuseWith('invalid_attachments', faults);
  return asPayloads(attachments);
}

function readMetadata(args: Arguments): Payload | undefined {
  const metadata = args.structure('metadata');
  if (metadata === undefined) return undefined;
  if (!isPayload(metadata)) throw new Refusal('invalid_metadata_format');
  const empty = Object.keys(metadata).length === 0;
  if (!empty && (asText(metadata['event_type']) === '' || !isPayload(metadata['event_payload'])))
    throw new Refusal('invalid_metadata_schema');
  if (JSON.stringify(metadata).length > mostMetadata) throw new Refusal('metadata_too_large');
  return metadata;
}
