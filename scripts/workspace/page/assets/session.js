// What the page knows of the workspace, who looks at it, and how it sends the server what was done.

export const facts = JSON.parse(document.getElementById('facts').textContent);

const select = document.getElementById('viewer');
select.value = localStorage.getItem('viewer') ?? select.value;
if (select.value === '') select.selectedIndex = 0;

export function viewer() {
  return select.value;
}

export function onViewerChange(listener) {
  select.addEventListener('change', () => {
    localStorage.setItem('viewer', select.value);
    listener();
  });
}

/** Where the page is: `#/CHANNEL` or `#/CHANNEL/THREAD`; a permalink leads there too. */
export function place() {
  const [, channel, thread] = location.hash.split('/');
  if (channel) return { channel, thread };
  const link = /^\/archives\/(\w+)\/p(\d{10})(\d{6})$/.exec(location.pathname);
  if (link === null) return { channel: facts.channels[0]?.id, thread: undefined };
  const thread_ts = new URLSearchParams(location.search).get('thread_ts');
  return { channel: link[1], thread: thread_ts ?? `${link[2]}.${link[3]}` };
}

export function go(channel, thread) {
  location.hash = thread ? `#/${channel}/${thread}` : `#/${channel}`;
}

/** Posts to the server; resolves with {ok, note?, errors?}. */
export async function act(what) {
  try {
    const response = await fetch('/page/act', { method: 'POST', body: JSON.stringify({ user: viewer(), ...what }) });
    return await response.json();
  } catch {
    return { ok: false, note: 'The workspace does not answer.' };
  }
}

export function toast(text) {
  const line = document.createElement('p');
  line.textContent = text;
  document.getElementById('toasts').append(line);
  setTimeout(() => line.remove(), 6000);
}
