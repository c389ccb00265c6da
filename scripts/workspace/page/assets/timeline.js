// The two panes' messages: put in, replaced and taken out where their timestamp says.
import { localise, relativeDay } from './dates.js';

/** Shows, replaces or (without markup) removes one message; keeps the reader at the end if they were there. */
export function place(list, ts, markup, fresh = false) {
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const old = list.querySelector(`.message[data-ts="${ts}"]`);
  if (markup === undefined) old?.remove();
  else if (old?.source !== markup) {
    const message = parse(markup);
    const focus = focusWithin(old);
    if (old) old.replaceWith(message);
    else list.insertBefore(message, next(list, ts));
    if (fresh && !old) message.classList.add('fresh');
    if (focus) message.querySelector(focus)?.focus();
  }
  divideByDay(list);
  if (atEnd) toEnd(list);
}

/** Shows exactly these messages. */
export function fill(list, markups, emptyText) {
  list.replaceChildren(...markups.map(parse));
  if (markups.length === 0) {
    const line = document.createElement('p');
    line.className = 'empty';
    line.textContent = emptyText;
    list.append(line);
  }
  divideByDay(list);
  toEnd(list);
}

function toEnd(list) {
  list.scrollTop = list.scrollHeight;
  // Pictures that have not loaded yet push the end further down.
  for (const image of list.querySelectorAll('img')) {
    if (image.complete) continue;
    image.addEventListener('load', () => (list.scrollTop = list.scrollHeight), { once: true });
  }
}

function parse(markup) {
  const template = document.createElement('template');
  template.innerHTML = markup;
  const message = template.content.firstElementChild;
  message.source = markup;
  localise(message);
  return message;
}

function next(list, ts) {
  return [...list.querySelectorAll('.message')].find((other) => Number(other.dataset.ts) > Number(ts)) ?? null;
}

/** Whoever is on a control of a message stays there when the message is drawn again. */
function focusWithin(old) {
  const active = document.activeElement;
  if (!old?.contains(active)) return undefined;
  const { action, do: what } = active.dataset;
  if (action) return `[data-action="${CSS.escape(action)}"]`;
  return what ? `[data-do="${what}"]` : undefined;
}

function divideByDay(list) {
  for (const line of list.querySelectorAll('.day')) line.remove();
  if (list.querySelector('.message')) list.querySelector('.empty')?.remove();
  let last = '';
  for (const message of list.querySelectorAll('.message')) {
    const date = new Date(Number(message.dataset.ts) * 1000);
    const day = date.toDateString();
    if (day !== last) {
      const line = document.createElement('p');
      line.className = 'day';
      const label = document.createElement('span');
      const name =
        relativeDay(date) ?? date.toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });
      label.textContent = name[0].toUpperCase() + name.slice(1);
      line.append(label);
      message.before(line);
    }
    last = day;
  }
}
