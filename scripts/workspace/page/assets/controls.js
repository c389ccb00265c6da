// Clicks and choices inside messages and modals.
import { act, go, toast } from './session.js';

/** Between a menu and the edge of its pane. */
const MARGIN = 8;

/** Listens once for the whole page: messages come and go. */
export function listenToControls() {
  document.addEventListener('click', (event) => {
    const target = event.target.closest('button');
    closeMenus(target);
    if (target?.matches('.more')) toggleMenu(target);
    else if (target?.matches('.picture')) enlarge(target.querySelector('img'));
    else if (target?.dataset.action) void use(target);
    else if (target?.dataset.do) void perform(target);
    else choose(event.target.closest('.message'));
  });
  document.addEventListener('change', (event) => {
    const target = event.target;
    if (target.dataset?.action && target.closest('.message, .home-tab')) void use(target);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') closeMenus();
  });
  const lightbox = document.getElementById('lightbox');
  lightbox.addEventListener('click', () => lightbox.close());
}

/** A button, an option of an overflow, or a changed menu. */
async function use(control) {
  if (!(await confirmed(control))) {
    if (control.matches('select')) control.value = '';
    return;
  }
  const { block, action, option, url } = control.dataset;
  if (url) window.open(url, '_blank', 'noopener');
  const menu = control.matches('select, input');
  const chosen = menu ? control.value : option;
  const what = { ...placed(control, chosen === undefined ? 'click' : 'choose'), option: chosen };
  const shown = control.closest('.overflow')?.querySelector('.more') ?? control;
  const outcome = await busy(shown, () => act({ ...what, block, action }));
  if (!outcome.ok) complain(shown, outcome.note);
}

/** What is done, and where: in a modal, in the Home tab or in a message. */
function placed(control, done) {
  const view = control.closest('.view');
  if (view) return { do: 'click-in-view', values: valuesOf(view) };
  if (control.closest('.home-tab')) return { do: `${done}-in-home` };
  const { channel, ts } = control.closest('.message').dataset;
  return { do: done, channel, ts };
}

/** Marks the control as waiting until the app has acknowledged. */
async function busy(control, work) {
  if (control.ariaBusy === 'true') return { ok: true };
  control.ariaBusy = 'true';
  try {
    return await work();
  } finally {
    control.ariaBusy = 'false';
  }
}

function complain(control, note) {
  const row = control.closest('.actions, .section') ?? control.parentElement;
  if (!row?.isConnected) return toast(note);
  row.querySelector('.failed')?.remove();
  const line = document.createElement('span');
  line.className = 'failed';
  line.role = 'alert';
  line.textContent = `⚠ ${note}`;
  row.append(line);
}

/** What stands in a message's own controls: thread, reactions, shortcuts, dismissing. */
async function perform(button) {
  const { do: what, name } = button.dataset;
  if (what === 'close-view') return void (await act({ do: what }));
  const { channel, ts, thread } = button.closest('.message').dataset;
  if (what === 'thread') return go(channel, thread || ts);
  const outcome = await busy(button, () => act({ do: what, channel, ts, name }));
  if (!outcome.ok) toast(outcome.note);
}

/** On a touch screen a tap shows a message's tools. */
function choose(message) {
  for (const other of document.querySelectorAll('.chosen')) other.classList.remove('chosen');
  message?.classList.add('chosen');
}

function toggleMenu(button) {
  const popup = button.nextElementSibling;
  popup.hidden = !popup.hidden;
  button.ariaExpanded = String(!popup.hidden);
  if (popup.hidden) return;
  keepInside(popup);
  popup.querySelector('button')?.focus({ preventScroll: true });
}

/** Opens upwards, or further to the left, where the pane ends. */
function keepInside(popup) {
  popup.classList.remove('above');
  popup.style.translate = '';
  const pane = (popup.closest('.timeline, dialog') ?? document.documentElement).getBoundingClientRect();
  if (popup.getBoundingClientRect().bottom > pane.bottom) popup.classList.add('above');
  // What is too tall both ways stays where it can be scrolled to.
  if (popup.getBoundingClientRect().top < pane.top) popup.classList.remove('above');
  const { left, right } = popup.getBoundingClientRect();
  const shift = Math.max(Math.min(0, pane.right - MARGIN - right), pane.left + MARGIN - left);
  if (shift !== 0) popup.style.translate = `${shift}px`;
}

function closeMenus(except) {
  for (const popup of document.querySelectorAll('.popup:not([hidden])')) {
    if (popup.previousElementSibling === except) continue;
    popup.hidden = true;
    popup.previousElementSibling.ariaExpanded = 'false';
  }
}

function enlarge(image) {
  const lightbox = document.getElementById('lightbox');
  const large = lightbox.querySelector('img');
  large.src = image.src;
  large.alt = image.alt;
  lightbox.showModal();
}

/** Asks the element's own question, if it has one. */
async function confirmed(control) {
  if (!control.dataset.confirm) return true;
  const [title, text, yes, no] = JSON.parse(control.dataset.confirm);
  const dialog = document.getElementById('question');
  dialog.querySelector('h2').textContent = title;
  dialog.querySelector('p').textContent = text;
  const [deny, accept] = dialog.querySelectorAll('button');
  deny.textContent = no;
  accept.textContent = yes;
  dialog.returnValue = '';
  dialog.showModal();
  for (const button of [deny, accept]) button.onclick = () => dialog.close(button.value);
  await new Promise((resolve) => dialog.addEventListener('close', resolve, { once: true }));
  return dialog.returnValue === 'yes';
}

/** What was entered in a modal, by action id; several checks are joined by commas. */
export function valuesOf(form) {
  const values = {};
  for (const [name, value] of new FormData(form)) values[name] = name in values ? `${values[name]},${value}` : value;
  return values;
}
