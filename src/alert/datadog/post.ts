import { labelsInTags, labelsInText } from '../labels-in-text.ts';
import { linksOf, type Post, wordsOf } from '../post.ts';
import { NOT_MINE, type PostReading } from '../post-reader.ts';
import { groupId } from './group-id.ts';
import { type DatadogTitle, datadogStatus, readDatadogTitle } from './title.ts';

/** The page of a monitor, in any of Datadog's sites; a group of a monitor is one of its parameters. */
const MONITOR = /^https:\/\/[a-z0-9.-]*\b(?:datadoghq\.(?:com|eu)|ddog-gov\.com)\/monitors[#/]{1,2}(\d+)/;

const NO_TITLE: DatadogTitle = { scope: '', test: false, name: '' };

/** The messages of Datadog's Slack integration: an attachment whose title is linked to the monitor, or whose title says the group. */
export function readDatadogPost(post: Post): PostReading {
  const [url, monitor] = linksOf(post).flatMap((link) => MONITOR.exec(link)?.slice(0, 2).with(0, link) ?? []);
  if (monitor === undefined && !/^datadog\b/i.test(post.app)) return NOT_MINE;
  const said = wordsOf(post);
  const title = post.attachments.map((each) => each.title || each.fallback).find((each) => each !== '') ?? said;
  const read = [title, ...said.split('\n')].map(readDatadogTitle);
  const { state = '', scope, test, name } = read.find((each) => each.state !== undefined) ?? NO_TITLE;
  if (monitor === undefined && scope === '') return NOT_MINE;
  if (test || read[0]?.test === true) return { kind: 'test' };
  const status = datadogStatus(state);
  if (status === undefined || name === '') return { kind: 'nothing' };
  const group = groupOf(url ?? '');
  const tags = [...scope.split(','), ...group.split(',')];
  return {
    kind: 'notice',
    notice: {
      id: groupId(monitor ?? name, (group || scope).split(',')),
      status,
      names: [name],
      labels: { ...labelsInText(said), ...labelsInTags(tags) },
      url,
      values: tags
        .map((tag) => tag.slice(tag.indexOf(':') + 1).trim())
        .filter((value) => value !== '' && value !== '*'),
    },
  };
}

/** `group=kube_namespace%3Aprod%2Cpod_name%3Ax` of the monitor's address. */
function groupOf(url: string): string {
  const written = /[?&]group=([^&#]{1,2000})/.exec(url)?.[1] ?? '';
  try {
    return decodeURIComponent(written);
  } catch {
    return written;
  }
}
