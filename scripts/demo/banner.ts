import type { ExtraRoute } from '../workspace/options.ts';
import type { Recording } from './recording.ts';

/** The lines above the demo's page: what this is, what plays, and the recordings to choose from. */
export function banner(names: readonly string[], { scenario, title }: Recording): string {
  const options = names
    .map((name) => `<option${name === scenario ? ' selected' : ''}>${escaped(name)}</option>`)
    .join('');
  // A button, because choosing the recording that plays already plays it again.
  return `
    <form method="post" action="/demo/scenario" class="demo">
      <p class="demo-about">A local stand-in for Slack, the real Leakbot, a recorded leak.</p>
      <p class="demo-playing"><strong>Playing: ${escaped(scenario)}</strong> <span>${escaped(title)}</span></p>
      <label class="demo-choice"><span class="unseen">Recording</span> <select name="scenario">${options}</select></label>
      <button class="button primary">Play</button>
    </form>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

/** Takes the choice of a recording and shows the page again once its alert is in. */
export function scenarioRoute(names: readonly string[], play: (scenario: string) => Promise<void>): ExtraRoute {
  return async (request, response, url) => {
    if (url.pathname !== '/demo/scenario' || request.method !== 'POST') return false;
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const wanted = new URLSearchParams(body).get('scenario') ?? '';
    if (names.includes(wanted)) await play(wanted);
    response.writeHead(303, { location: '/' }).end();
    return true;
  };
}
