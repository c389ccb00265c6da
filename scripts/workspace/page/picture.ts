import { type Html, html } from './html.ts';

/** A picture that grows when it is clicked; small ones (accessories, context) are shown as they are. */
export function picture(asked: {
  readonly url: string;
  readonly alt: string;
  readonly small: boolean;
  readonly width?: number;
  readonly height?: number;
}): Html {
  if (asked.url === '')
    return html`<span class="missing" role="img" aria-label="${asked.alt}">picture is not there</span>`;
  const size = asked.width !== undefined && html` width="${asked.width}" height="${asked.height ?? 0}"`;
  const image = html`<img src="${asked.url}" alt="${asked.alt}"${size} loading="lazy">`;
  return asked.small
    ? html`<span class="thumbnail">${image}</span>`
    : html`<button type="button" class="picture">${image}</button>`;
}
