import type { ExtraRoute } from '../workspace/options.ts';
import type { Recording } from './recording.ts';

/** The line above the demo's page: what this is, and the other recordings to play. */
export function banner(names: readonly string[], current: Recording): string {
  const options = names
    .map((name) => `<option${name === current.scenario ? ' selected' : ''}>${name}</option>`)
    .join('');
  return `
    <form method="post" action="/demo/scenario" class="demo-banner">
      <span>A local stand-in for Slack, the real Leakbot, a recorded leak.</span>
      <label>Recording <select name="scenario" onchange="this.form.submit()">${options}</select></label>
      <noscript><button>Play</button></noscript>
    </form>`;
}

/** Takes the choice of another recording and shows the page again once its alert is in. */
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
