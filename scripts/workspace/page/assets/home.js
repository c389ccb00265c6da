// The app's Home tab, as the server sends it.
import { localise } from './dates.js';
import { act } from './session.js';

const dialog = document.getElementById('home');
const tab = dialog.querySelector('.home-tab');

/** Draws what the app published; before that there is nothing to see. */
export function showHome(markup) {
  tab.innerHTML = markup || '<p>Nothing was published here yet.</p>';
  localise(tab);
}

/** Whoever opens it is announced to the app, which draws it again. */
export function listenToHome() {
  document.getElementById('open-home')?.addEventListener('click', () => {
    dialog.showModal();
    void act({ do: 'open-home' });
  });
  dialog.querySelector('footer button').addEventListener('click', () => dialog.close());
}
