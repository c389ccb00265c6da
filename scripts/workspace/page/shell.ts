import type { WorkspaceState } from '../state.ts';
import { Html, html } from './html.ts';

/** The page around the messages. Its script fills the panes and keeps them up to date. */
export function renderShell(state: WorkspaceState, banner: string): Html {
  const people = [...state.users.values()].filter((user) => !user.bot);
  const channels = [...state.channels.values()];
  const facts = {
    channels: channels.map(({ id, name, topic, archived }) => ({ id, name, topic, archived })),
    commands: state.manifest.commands,
    bot: state.manifest.name,
  };
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${state.team.name} · local workspace</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page/assets/page.css">
<link rel="stylesheet" href="/page/assets/messages.css">
<link rel="stylesheet" href="/page/assets/glyphs.css">
<script type="application/json" id="facts">${new Html(JSON.stringify(facts).replaceAll('<', '\\u003c'))}</script>
<script type="module" src="/page/assets/app.js"></script>
</head>
<body>
${banner !== '' && html`<aside class="banner" aria-label="About this page">${new Html(banner)}</aside>`}
<div class="frame">
<nav class="sidebar" aria-label="Workspace">
<p class="team">${state.team.name} <small>local workspace</small></p>
<p class="connection" id="connection" role="status">…</p>
<h2 class="channels-title">Channels</h2>
<ul id="channels">${channels.map((one) => html`<li><a href="#/${one.id}" data-channel="${one.id}"><span aria-hidden="true"># </span>${one.name}</a></li>`)}</ul>
${
  state.manifest.homeTab &&
  html`<p class="home-link"><button type="button" id="open-home">Home</button></p>
`
}<label class="you">You are <select id="viewer">${people.map((user) => html`<option value="${user.id}">${user.name}</option>`)}</select></label>
</nav>
<main>
<h1 class="unseen">${state.team.name}, local workspace</h1>
<section class="pane" id="channel-pane" aria-labelledby="channel-title">
<header class="pane-head"><h2 id="channel-title"># …</h2><p id="topic"></p></header>
<div class="timeline" id="channel" role="log" aria-label="Messages" tabindex="0"></div>
<form class="composer" data-pane="channel"><label class="unseen" for="say-channel">Message</label><textarea id="say-channel" rows="1" autocomplete="off"></textarea><button type="submit" class="button primary">Send</button><p class="hint" aria-live="polite"></p></form>
</section>
<section class="pane" id="thread-pane" aria-labelledby="thread-title" hidden>
<header class="pane-head"><button type="button" class="plain" id="close-thread" aria-label="Back to the channel"><span class="back" aria-hidden="true">←</span><span class="cross" aria-hidden="true">✕</span></button><h2 id="thread-title">Thread</h2></header>
<div class="timeline" id="thread" role="log" aria-label="Replies" tabindex="0"></div>
<form class="composer" data-pane="thread"><label class="unseen" for="say-thread">Reply</label><textarea id="say-thread" rows="1" autocomplete="off" placeholder="Reply…"></textarea><button type="submit" class="button primary">Send</button><p class="hint" aria-live="polite"></p></form>
</section>
</main>
</div>
<dialog id="modal" aria-labelledby="view-title"></dialog>
<dialog id="home" aria-labelledby="home-title"><h2 class="dialog-title" id="home-title">${state.manifest.name}</h2><div class="home-tab"></div><footer><button type="button" class="button">Close</button></footer></dialog>
<dialog id="question"><h2 class="dialog-title"></h2><p></p><footer><button type="button" class="button" value="no"></button><button type="button" class="button primary" value="yes"></button></footer></dialog>
<dialog id="lightbox" aria-label="Picture"><button type="button" class="button" aria-label="Close the picture">✕</button><img alt=""></dialog>
<div id="toasts" role="status" aria-live="polite"></div>
</body>
</html>`;
}
