// A service that keeps what it should forget: some 0.5 MiB a second, until the kernel kills it. It exposes what prom-client does.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';

const { collectDefaultMetrics, register } = createRequire(`${process.cwd()}/package.json`)('prom-client');
collectDefaultMetrics();

const quotes = new Map();
let orders = 0;
setInterval(() => {
  for (let i = 0; i < 500; i += 1) {
    orders += 1;
    quotes.set(`order ${orders}`, { prices: Array.from({ length: 60 }, Math.random), at: new Date() });
  }
}, 500);

createServer(async (request, response) => {
  if (request.url !== '/metrics') return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': register.contentType });
  return response.end(await register.metrics());
}).listen(Number(process.env.PORT ?? 3000));
