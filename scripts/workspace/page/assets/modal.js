// The modal on top, as the server sends it.
import { valuesOf } from './controls.js';
import { localise } from './dates.js';
import { act, toast } from './session.js';

const dialog = document.getElementById('modal');

/** Shows the modal's markup; an empty one closes it. */
export function showView(markup) {
  if (markup === '') {
    if (dialog.open) dialog.close();
    return;
  }
  if (dialog.source === markup && dialog.open) return;
  dialog.source = markup;
  dialog.innerHTML = markup;
  localise(dialog);
  dialog.querySelector('form').addEventListener('submit', (event) => {
    event.preventDefault();
    void submit(event.target);
  });
  if (!dialog.open) dialog.showModal();
}

dialog.addEventListener('cancel', (event) => {
  event.preventDefault();
  void act({ do: 'close-view' });
});

async function submit(form) {
  const button = form.querySelector('button[type="submit"]');
  button.ariaBusy = 'true';
  const outcome = await act({ do: 'submit-view', values: valuesOf(form) });
  button.ariaBusy = 'false';
  for (const input of form.querySelectorAll('.input'))
    input.querySelector('.error').textContent = outcome.errors?.[input.dataset.block] ?? '';
  if (!outcome.ok) toast(outcome.note);
}
