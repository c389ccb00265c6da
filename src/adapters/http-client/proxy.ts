import type { Agent } from 'node:http';
import type { Dispatcher } from 'undici';
import { exceptions } from './no-proxy.ts';
import { tunnelAgent } from './tunnel.ts';

export interface ProxySettings {
  /** `http://proxy:3128`, a user and password allowed. */
  readonly https?: string | undefined;
  /** NO_PROXY: hosts, `.domains` and `host:port` that are reached directly, separated by commas. */
  readonly except?: string | undefined;
}

export interface ProxyInUse {
  /** For what does not ask for the global dispatcher: Socket Mode. Undefined where no proxy is set. */
  readonly agent: Agent | undefined;
  /** Undoes it. */
  close(): Promise<void>;
}

/** The dispatcher is one for the whole process, and so is whether it is a proxy. */
let inUse: Dispatcher | undefined;

/** Whether requests to the address may have to go through a proxy. */
export function mayGoThroughProxy({ protocol }: URL): boolean {
  return inUse !== undefined && protocol === 'https:';
}

/**
 * From now on the HTTPS requests of this process go through the proxy: Node's own fetch (Slack's client and uploads)
 * and undici's (sources) share one global dispatcher. Plain HTTP goes directly, as the name of the setting says.
 */
export async function useProxy({ https, except }: ProxySettings): Promise<ProxyInUse> {
  if (https === undefined) return { agent: undefined, close: () => Promise.resolve() };
  const { EnvHttpProxyAgent, getGlobalDispatcher, setGlobalDispatcher } = await import('undici');
  const [before, usedBefore] = [getGlobalDispatcher(), inUse];
  // Empty texts, not absent ones: the agent would look into the environment itself.
  const dispatcher = new EnvHttpProxyAgent({ httpsProxy: https, httpProxy: '', noProxy: except ?? '' });
  setGlobalDispatcher(dispatcher);
  inUse = dispatcher;
  return {
    agent: await tunnelAgent({ proxy: new URL(https), isExcepted: exceptions(except ?? '') }),
    close() {
      setGlobalDispatcher(before);
      inUse = usedBefore;
      return dispatcher.destroy();
    },
  };
}
