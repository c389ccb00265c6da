// The lines where people write: messages, mentions, slash commands.
import { act, facts, place } from './session.js';

export function listenToComposers() {
  for (const form of document.querySelectorAll('.composer')) {
    const field = form.querySelector('textarea');
    const hint = form.querySelector('.hint');
    field.addEventListener('input', () => suggest(field, hint));
    field.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit();
    });
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void send(form, field, hint);
    });
  }
}

async function send(form, field, hint) {
  const text = field.value.trim();
  if (text === '') return;
  const { channel, thread } = place();
  field.value = '';
  hint.textContent = '';
  const outcome = await act({ do: 'say', text, channel, thread: form.dataset.pane === 'thread' ? thread : '' });
  if (outcome.ok) return;
  field.value ||= text;
  hint.textContent = outcome.note;
}

/** The commands that begin like what was typed. */
function suggest(field, hint) {
  const typed = field.value.split(' ')[0];
  const found = typed.startsWith('/') ? facts.commands.filter(({ command }) => command.startsWith(typed)) : [];
  hint.replaceChildren(
    ...found.flatMap(({ command, usageHint, description }) => {
      const name = document.createElement('code');
      name.textContent = `${command} ${usageHint}`;
      return [name, ` ${description} `];
    }),
  );
}
