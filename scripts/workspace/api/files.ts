import { asPayloads, asText } from '../payload.ts';
import { blockFaults } from '../rules/check-blocks.ts';
import { fileShape } from '../slack-shapes.ts';
import { requireParent, writableChannel } from './access.ts';
import type { Method } from './desk.ts';
import { Refusal, refuseWith } from './refusal.ts';

const getUploadUrl: Method = (args, desk) => {
  const length = args.integer('length', 0);
  if (length <= 0) throw refuseWith('invalid_arguments', ['must be greater than 0: length']);
  const file = desk.files.begin({
    name: args.text('filename'),
    length,
    altText: args.text('alt_txt') || args.text('alt_text'),
  });
  return { upload_url: `${desk.state.origin}/upload/v1/${file.id}`, file_id: file.id };
};

/** Answers at once; the file is processed, and shared, later. */
const complete: Method = (args, desk) => {
  const asked = asPayloads(args.structure('files')).map((entry) => ({
    id: asText(entry['id']),
    title: asText(entry['title']),
  }));
  if (asked.length === 0) throw refuseWith('invalid_arguments', ['missing required field: files']);
  const files = asked.map(({ id, title }) => {
    const file = desk.state.files.get(id);
    if (file?.bytes === undefined || file.readyAt !== undefined) throw new Refusal('file_not_found');
    return { file, title };
  });
  const channel = args.has('channel_id') ? writableChannel(desk, args.text('channel_id')) : undefined;
  const threadTs = args.optional('thread_ts');
  if (threadTs !== undefined && channel === undefined)
    throw refuseWith('invalid_arguments', ['missing required field: channel_id']);
  if (threadTs !== undefined && channel !== undefined) requireParent(desk, channel, threadTs);
  const blocks = args.structure('blocks') ?? [];
  const faults = blockFaults(blocks, {
    surface: 'message',
    pointer: '/blocks',
    slackFile: (file) => desk.files.isPicture(file),
  });
  if (faults.length > 0) throw refuseWith('invalid_blocks', faults);
  const share = channel && {
    channel: channel.id,
    comment: args.text('initial_comment'),
    blocks: asPayloads(blocks),
    ...(threadTs === undefined ? {} : { threadTs }),
  };
  desk.files.complete(files, share);
  return { files: files.map(({ file }) => ({ id: file.id, title: file.title })) };
};

const info: Method = (args, desk) => {
  const file = desk.state.files.get(args.text('file'));
  if (file?.readyAt === undefined) throw new Refusal('file_not_found');
  return { file: fileShape(desk.state, file), comments: [], response_metadata: { next_cursor: '' } };
};

const remove: Method = (args, desk) => {
  const file = desk.state.files.get(args.text('file'));
  if (file === undefined) throw new Refusal('file_not_found');
  if (file.owner !== desk.state.app.userId) throw new Refusal('cant_delete_file');
  desk.files.remove(file);
  return {};
};

export const fileMethods = {
  'files.getUploadURLExternal': getUploadUrl,
  'files.completeUploadExternal': complete,
  'files.info': info,
  'files.delete': remove,
} satisfies Record<string, Method>;
