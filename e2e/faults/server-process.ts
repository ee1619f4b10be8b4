import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

/** A whole server in a process of its own. */
export interface ServerProcess {
  port: number;
  pid: number;
  /** False once it has ended, however. */
  alive(): boolean;
  /** The end of what it wrote to its log. */
  lastWords(): string;
  /** SIGKILL: nothing is finished, nothing said. */
  kill(): Promise<void>;
  /** SIGTERM: finishes what is under way. */
  stop(): Promise<void>;
}

/** Starts `sync-server` on a port (0: any) and waits until it answers. */
export async function startServerProcess(env: Record<string, string>): Promise<ServerProcess> {
  const program = join(import.meta.dirname, 'server-main.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', program], {
    env: { ...process.env, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended;
  };
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4_000)));
  const port = await readyPort(child, () => said).catch(async (error: unknown) => {
    await end('SIGKILL');
    throw error;
  });
  return {
    port,
    pid: child.pid ?? 0,
    alive: () => child.exitCode === null && child.signalCode === null,
    lastWords: () => said,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}

/** The port it says it is ready at. */
function readyPort(child: ChildProcess, said: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', () => {
      const ready = /ready at \S+:(\d+)/.exec(said());
      if (ready) resolve(Number(ready[1]));
    });
    child.once('exit', () => reject(new Error(`the server ended before it was ready: ${said()}`)));
  });
}
