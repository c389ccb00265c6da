/**
 * One group of a monitor, as webhooks and messages both name it: by the monitor's number and the tags of the group, in
 * whatever order they come. A monitor without groups has the tag `*`, or none.
 */
export function groupId(monitor: string, tags: readonly string[]): string {
  const group = tags.map((tag) => tag.trim()).filter((tag) => tag !== '' && tag !== '*');
  return `datadog:${monitor}/${[...new Set(group)].sort().join(',')}`;
}
