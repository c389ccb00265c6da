import { InvalidInputError } from '../../../foundation/errors.ts';
import { timeInName } from '../../../profile/files/time-in-name.ts';
import type { Labels } from '../../profile-server/labels.ts';
import type { Pushed } from './pushed.ts';

/** A call of Pyroscope's `POST /ingest`. */
export interface IngestCall {
  readonly query: URLSearchParams;
  readonly contentType: string;
  readonly body: Buffer;
}

/**
 * Reads what the SDKs of Go (pyroscope-go 1.5: a form whose part `profile` is pprof, no `format`) and of others (`format=pprof`,
 * a form or the bare profile) send. Throws InvalidInputError that says what is wrong with the call.
 */
export async function readIngest({ query, contentType, body }: IngestCall): Promise<readonly Pushed[]> {
  const format = query.get('format') ?? '';
  if (format !== '' && format !== 'pprof') {
    throw new InvalidInputError(`profiles of the format ${format} are not taken, only pprof`);
  }
  const name = query.get('name') ?? '';
  if (name === '') throw new InvalidInputError('the call has no name=: write the name of the service there');
  const profile = contentType.startsWith('multipart/') ? await profileInForm(contentType, body) : body;
  return [{ labels: labelsIn(name), time: timeInName(query.get('until') ?? ''), profile }];
}

async function profileInForm(contentType: string, body: Buffer): Promise<Uint8Array> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } })
    .formData()
    .catch((cause: unknown) => {
      throw new InvalidInputError('the form in the body cannot be read', { cause });
    });
  if (form.has('jfr')) throw new InvalidInputError('JFR recordings are not taken, only pprof');
  const profile = form.get('profile');
  if (profile === null || typeof profile === 'string') {
    throw new InvalidInputError('the form has no file named profile');
  }
  return new Uint8Array(await profile.arrayBuffer());
}

/** `orders{namespace=prod,pod=orders-0}`: the name of a service, and labels without quotes. */
function labelsIn(name: string): Labels {
  const [, service = '', inside = ''] = /^([^{]*)(?:\{(.*)\})?$/s.exec(name) ?? [];
  const pairs = inside.split(',').filter((pair) => pair.includes('='));
  const labels = pairs.map((pair): [string, string] => {
    const equals = pair.indexOf('=');
    return [
      pair.slice(0, equals).trim(),
      pair
        .slice(equals + 1)
        .trim()
        .replace(/^"(.*)"$/s, '$1'),
    ];
  });
  return { service_name: service.trim(), ...Object.fromEntries(labels) };
}
