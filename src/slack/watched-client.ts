import * as webApi from '@slack/web-api';

/** How a call of Slack's Web API ended. */
export type CallResult =
  | 'ok'
  /** Slack asked to slow down. */
  | 'rate-limited'
  /** Slack said no: its error says why. */
  | 'refused'
  /** No answer, or none that the API gives. */
  | 'unreachable';

/** Counts the calls of Slack's Web API; the methods are those that Leakbot's code names. */
export interface CallWatch {
  called(method: string, result: CallResult): void;
}

/** Slack's client; every call is counted, whichever part of Leakbot made it. */
export function watchedClient(token: string, options: webApi.WebClientOptions, watch: CallWatch): webApi.WebClient {
  return new WatchedClient(token, options, watch);
}

/** Each method of the client, as `chat.postMessage`, goes through `apiCall`. */
class WatchedClient extends webApi.WebClient {
  readonly #watch: CallWatch;

  constructor(token: string, options: webApi.WebClientOptions, watch: CallWatch) {
    super(token, options);
    this.#watch = watch;
  }

  override async apiCall(...call: Parameters<webApi.WebClient['apiCall']>): Promise<webApi.WebAPICallResult> {
    const [method] = call;
    try {
      const answer = await super.apiCall(...call);
      this.#watch.called(method, 'ok');
      return answer;
    } catch (error) {
      this.#watch.called(method, resultOf(error));
      throw error;
    }
  }
}

function resultOf(error: unknown): CallResult {
  if (error instanceof webApi.WebAPIRateLimitedError) return 'rate-limited';
  return error instanceof webApi.WebAPIPlatformError ? 'refused' : 'unreachable';
}
