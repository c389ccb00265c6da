// Wires the page: where it is, what the server sends, what people do.
import { listenToComposers } from './composer.js';
import { listenToControls } from './controls.js';
import { listenToHome, showHome } from './home.js';
import { showView } from './modal.js';
import { facts, go, onViewerChange, viewer, place as where } from './session.js';
import { fill, place } from './timeline.js';

const frame = document.querySelector('.frame');
const channelList = document.getElementById('channel');
const threadPane = document.getElementById('thread-pane');
const threadList = document.getElementById('thread');
let events;

/** Draws both panes from what the server has now. */
async function show() {
  const { channel, thread } = where();
  const facing = facts.channels.find(({ id }) => id === channel);
  document.getElementById('channel-title').textContent = `# ${facing?.name ?? channel}`;
  document.getElementById('topic').textContent = facing?.topic ?? '';
  document.getElementById('say-channel').placeholder =
    `Message #${facing?.name}, or ${facts.commands[0]?.command ?? '/'} …`;
  document.title = `#${facing?.name} · local workspace`;
  for (const link of document.querySelectorAll('#channels a')) {
    const current = link.dataset.channel === channel;
    if (current) link.classList.remove('unread');
    link.ariaCurrent = current ? 'page' : null;
  }
  threadPane.hidden = !thread;
  frame.classList.toggle('with-thread', Boolean(thread));
  const frames = await (await fetch(`/page/channel/${channel}?user=${viewer()}`)).json();
  if (where().channel !== channel || where().thread !== thread) return;
  const inChannel = frames.filter((one) => one.inChannel).map((one) => one.inChannel);
  fill(channelList, inChannel, 'Nothing has been said here yet.');
  if (!thread) return;
  const inThread = frames.filter((one) => one.inThread && (one.thread === thread || one.ts === thread));
  fill(
    threadList,
    inThread.map((one) => one.inThread),
    'This thread is gone.',
  );
}

function receive(frameOfServer) {
  if (frameOfServer.kind === 'view') return showView(frameOfServer.markup);
  if (frameOfServer.kind === 'home') return showHome(frameOfServer.markup);
  if (frameOfServer.kind === 'connection') return showConnection(frameOfServer.count);
  const { channel, ts, thread, inChannel, inThread } = frameOfServer;
  const here = where();
  if (channel !== here.channel) {
    if (inChannel) document.querySelector(`#channels a[data-channel="${channel}"]`)?.classList.add('unread');
    return;
  }
  place(channelList, ts, inChannel, true);
  if (here.thread && (thread === here.thread || ts === here.thread)) place(threadList, ts, inThread, true);
}

function showConnection(count) {
  const line = document.getElementById('connection');
  line.classList.toggle('up', count !== 0);
  line.textContent = count === 0 ? `${facts.bot} is not connected` : `${facts.bot} is connected`;
}

/** Opens the stream again for whoever looks; what was missed is drawn when it opens. */
function connect() {
  events?.close();
  events = new EventSource(`/page/events?user=${viewer()}`);
  events.onopen = () => void show();
  events.onmessage = (message) => receive(JSON.parse(message.data));
}

window.addEventListener('hashchange', () => void show());
onViewerChange(connect);
document.getElementById('close-thread').addEventListener('click', () => go(where().channel));
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && where().thread && !document.querySelector('dialog[open]')) go(where().channel);
});
// A page that is left may be kept by the browser, and its stream with it: of six it opens no seventh, and a page that
// was left six times would wait forever.
window.addEventListener('pagehide', () => events?.close());
window.addEventListener('pageshow', (event) => event.persisted && connect());
listenToControls();
listenToComposers();
listenToHome();
connect();
