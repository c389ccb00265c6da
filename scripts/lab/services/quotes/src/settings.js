/** Reads the environment once, at the start; throws what is wrong with it. */
export function readSettings(environment) {
  const [host, port] = (environment.QUOTES_LISTEN ?? '').split(':');
  const depth = Number(environment.QUOTES_DEPTH);
  const exchange = environment.QUOTES_EXCHANGE;
  if (!host || !Number(port)) throw new Error('QUOTES_LISTEN must be host:port');
  if (!exchange || !(depth > 0)) throw new Error('QUOTES_EXCHANGE and QUOTES_DEPTH must be set');
  return {
    host,
    port: Number(port),
    exchange,
    depth,
    // False in the node-listener-leak scenario.
    unsubscribes: environment.QUOTES_UNSUBSCRIBES !== 'false',
    // Bytes a second that the tape keeps; set in the node-buffers scenario.
    tape: Number(environment.QUOTES_TAPE ?? 0),
    revision: environment.REVISION ?? 'unknown',
    version: environment.VERSION ?? 'unknown',
  };
}
