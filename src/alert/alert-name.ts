/** `KubeContainerOOMKilled`: words written as one, as alerts are called; a capital alone may begin any word. */
const ONE_WORD = /(?<![\w./-])[A-Z][a-zA-Z0-9]*[a-z0-9][A-Z][a-zA-Z0-9]*(?![\w/-])/;

/** `*Alert:* KubeContainerOOMKilled`, `Alert name: …`, at the beginning of a line. */
const AFTER_ITS_LABEL =
  /^[^\p{L}\p{N}\n]{0,20}alert(?:[ _-]?name)?[^\p{L}\p{N}\n]{0,3}[:=][^\p{L}\p{N}\n]{0,5}(\w{1,200})/imu;

/** The name of an alert with other words around it; undefined where none is written as one word. */
export function alertNameIn(text: string): string | undefined {
  return ONE_WORD.exec(text)?.[0];
}

/** `PodOOMKilled: Pod a/b-0 …`; what Kubernetes calls its own is no alert. */
const AT_BEGIN = /^[^\p{L}\p{N}]{0,20}([A-Z][a-zA-Z0-9]*[a-z0-9][A-Z][a-zA-Z0-9]*)[^\p{L}\p{N}\s]{0,3}:\s/u;
const OF_KUBERNETES = /(?:Set|Job|BackOff|Map|Class|Claim)$/;

/** The name before a colon with which a line begins. */
export function alertNameAtBegin(line: string): string | undefined {
  const [, name] = AT_BEGIN.exec(line) ?? [];
  return name === undefined || OF_KUBERNETES.test(name) ? undefined : name;
}

/** The name that a text gives the alert. */
export function alertNameInText(text: string): string | undefined {
  const [, name = ''] = AFTER_ITS_LABEL.exec(text) ?? [];
  return alertNameIn(name);
}

/** Marks of a sentence or a table: a title with a name and these holds more than values of labels. */
const MARKS = /[:|,;!–—](?:\s|$)|\s[-|]\s/;

/** Whether a title says more of an alert than its name and values of its labels. */
export function isInWords(title: string): boolean {
  return alertNameIn(title) !== undefined && MARKS.test(title);
}
