import { createServer, type Server } from 'node:http';
import { orderBook } from '../traffic/order-book.ts';
import { cadvisorMetrics } from './cadvisor.ts';
import { renderExposition } from './exposition.ts';
import { kubeStateMetrics } from './kube-state.ts';
import type { WorkloadView } from './workload-view.ts';

/** Serves what stands around the service: both metric endpoints and the exchange that it asks for order books. */
export async function serveSurroundings(port: number, view: () => WorkloadView): Promise<Server> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const send = (type: string, body: string): void => void response.writeHead(200, { 'content-type': type }).end(body);
    if (url.pathname === '/metrics/cadvisor')
      return send('text/plain; version=0.0.4', renderExposition(cadvisorMetrics(view())));
    if (url.pathname === '/metrics/kube-state')
      return send('text/plain; version=0.0.4', renderExposition(kubeStateMetrics(view())));
    const symbol = /^\/books\/([^/]+)$/.exec(url.pathname)?.[1];
    const depth = Number(url.searchParams.get('depth'));
    if (symbol !== undefined && depth > 0)
      return send('application/json', orderBook(decodeURIComponent(symbol), depth));
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}
