import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

/** What went from the server to a browser, read off the wire itself. */
export interface Wire {
  url: string;
  /** Every finished reply under /sync, unpacked. */
  replies(): string[];
  close(): Promise<void>;
}

/** Stands between browser and server and keeps what passes; host and headers go through as they are. */
export async function tapWire(serverPort: number): Promise<Wire> {
  const kept: string[] = [];
  const tap = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const onward = request({ host: '127.0.0.1', port: serverPort, method, path: url, headers }, (reply) => {
      outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
      if (url?.startsWith('/sync/')) keep(reply, kept);
      reply.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => tap.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${(tap.address() as AddressInfo).port}`,
    replies: () => kept,
    async close() {
      tap.closeAllConnections();
      await new Promise((resolve) => tap.close(resolve));
    },
  };
}

function keep(reply: IncomingMessage, kept: string[]): void {
  const chunks: Buffer[] = [];
  reply.on('data', (chunk: Buffer) => chunks.push(chunk));
  reply.on('end', () => {
    const bytes = Buffer.concat(chunks);
    const encoding = reply.headers['content-encoding'];
    if (encoding === 'br') kept.push(brotliDecompressSync(bytes).toString());
    else kept.push((encoding === 'gzip' ? gunzipSync(bytes) : bytes).toString());
  });
}
