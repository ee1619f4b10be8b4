import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Bytes of bodies as they travelled, compressed where they were. */
export interface Traffic {
  path: string;
  up: number;
  down: number;
}

/** Stands between browser and server and counts; knows nothing of what it carries. */
export interface Wire {
  url: string;
  /** Everything that passed since this was last asked, by path. */
  take(): Traffic[];
  stop(): Promise<void>;
}

export async function countingWire(target: string): Promise<Wire> {
  let traffic = new Map<string, Traffic>();
  const { hostname, port } = new URL(target);
  const carry = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const path = new URL(incoming.url ?? '/', target).pathname;
    const count = (direction: 'up' | 'down') => (chunk: Buffer) => {
      const entry = traffic.get(path) ?? { path, up: 0, down: 0 };
      entry[direction] += chunk.byteLength;
      traffic.set(path, entry);
    };
    const { method, headers, url } = incoming;
    const onward = request({ hostname, port, method, path: url, headers }, (reply) => {
      outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
      outgoing.flushHeaders();
      reply.on('data', count('down')).pipe(outgoing);
      reply.on('error', () => outgoing.destroy());
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.on('data', count('up')).pipe(onward);
  };
  const server = createServer(carry);
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    take() {
      const passed = [...traffic.values()];
      traffic = new Map();
      return passed;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
