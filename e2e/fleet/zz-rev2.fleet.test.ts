import { test } from 'vitest';
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { sendPieces } from '../../sync-server/sync/body.ts';
import { randomBytes } from 'node:crypto';
for (const mode of ['error', 'cancel', 'error-small', 'error-late'] as const)
test(mode, async () => {
  const bad: string[] = [];
  const onU = (e: unknown) => { bad.push('EXC ' + e); }; const onR = (e: unknown) => { bad.push('REJ ' + e); };
  process.on('uncaughtException', onU); process.on('unhandledRejection', onR);
  const app = new Hono();
  app.get('/f', (c) => sendPieces(c, (async function* () {
    for (let i = 0; i < 3; i++) { yield { text: randomBytes(mode === 'error-small' ? 2_000 : 900_000).toString('base64') + '\n', flush: true }; if (mode !== 'error') await new Promise(r => setTimeout(r, 5)); }
    if (mode === 'error-late') await new Promise(r => setTimeout(r, 30));
    if (mode.startsWith('error')) throw new Error('db went away');
  })(), () => 0));
  const s = createServer(getRequestListener(app.fetch)); await new Promise<void>(r => s.listen(0, r));
  const port = (s.address() as any).port;
  for (let k = 0; k < 20; k++) {
    try { const r = await fetch(`http://localhost:${port}/f`, { headers: { 'accept-encoding': k % 2 ? 'br' : 'gzip' } }); const rd = r.body!.getReader(); if (mode === 'cancel') { await rd.read(); await rd.cancel(); } else for (;;) { const x = await rd.read(); if (x.done) break; if (mode === 'error-late') await new Promise(r => setTimeout(r, 3)); } } catch { }
  }
  await new Promise(r => setTimeout(r, 300));
  process.stdout.write(`RESULT ${mode} uncaught ${bad.length} ${bad[0] ?? ''}\n`);
  process.off('uncaughtException', onU); process.off('unhandledRejection', onR);
  s.closeAllConnections(); s.close();
}, 60_000);
