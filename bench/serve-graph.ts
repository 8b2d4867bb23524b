/**
 * Microsoft Graph on loopback, in a process of its own, that answers at once.
 *
 *   node bench/serve-graph.ts signins.ndjson 2026-11-16 1 [gzip]
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { graphPages } from './graph-pages.ts';
import { offer } from './server-process.ts';
import { readSortedLines } from './sorted-lines.ts';

const [path = '', firstDay = '', days = '1', packing] = process.argv.slice(2);
const gzip = packing === 'gzip';
const bodyFor = graphPages(readSortedLines(path), { firstDay, days: Number(days), gzip });

const server = createServer((request, response) => {
  const parts = bodyFor(new URL(request.url ?? '', endpoint));
  const body = parts ?? [];
  response.writeHead(parts === undefined ? 400 : 200, {
    'Content-Type': 'application/json',
    ...(gzip && { 'Content-Encoding': 'gzip' }),
    'Content-Length': body.reduce((sum, part) => sum + part.length, 0),
  });
  for (const part of body) response.write(part);
  response.end();
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
const endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
offer(endpoint, async () => server.closeAllConnections());
