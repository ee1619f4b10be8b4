import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { build } from 'vite';
import { openWorld, fullSizes } from './lib/world.ts';
import { atTheDoor, newProfile, signIn } from './lib/browser.ts';
const ROOT = '/work/main';
const w = await openWorld(fullSizes, console.log);
const dist = join(w.folder, 'dist-prof');
await build({ configFile: join(ROOT, 'vite.config.ts'), logLevel: 'silent', build: { outDir: dist, minify: false }, plugins: [{ name: 'h', enforce: 'pre', transform: (c, id) => id === join(ROOT, 'app', 'main.tsx') ? `${c}\nimport ${JSON.stringify(ROOT + '/bench/page/handle.ts')};\n` : null }] });
const { server, stop } = await w.serve({ dist });
const summarise = (name: string, p: any) => {
  writeFileSync(`/tmp/prof-${name}.cpuprofile`, JSON.stringify(p));
  const self = new Map<string, number>(); const byId = new Map<number, any>(p.nodes.map((n: any) => [n.id, n]));
  const parent = new Map<number, number>(); for (const n of p.nodes) for (const c of n.children ?? []) parent.set(c, n.id);
  const incl = new Map<string, number>();
  let total = 0, idle = 0;
  p.samples.forEach((id: number, i: number) => { const dt = (p.timeDeltas[i] ?? 0) / 1000; const n = byId.get(id); const key = (x: any) => `${x.callFrame.functionName || '(anon)'}:${x.callFrame.url.split('/').pop()}:${x.callFrame.lineNumber}`;
    total += dt; if (n.callFrame.functionName === '(idle)') idle += dt; self.set(key(n), (self.get(key(n)) ?? 0) + dt);
    const seen = new Set<string>(); for (let q: number | undefined = id; q !== undefined; q = parent.get(q)) { const k = key(byId.get(q)); if (!seen.has(k)) { seen.add(k); incl.set(k, (incl.get(k) ?? 0) + dt); } } });
  console.log(`== ${name}: ${total.toFixed(0)} ms, idle ${idle.toFixed(0)}`);
  console.log('self:', [...self].sort((a, b) => b[1] - a[1]).slice(0, 28).map(([k, v]) => `${v.toFixed(0)} ${k}`).join('\n      '));
  console.log('incl:', [...incl].filter(([k]) => !k.startsWith('(')).sort((a, b) => b[1] - a[1]).slice(0, 45).map(([k, v]) => `${v.toFixed(0)} ${k}`).join('\n      '));
};
const profile = await newProfile(w); const context = await profile.open();
const page = await atTheDoor(context, w, server.url);
const cdp = await context.newCDPSession(page); await cdp.send('Profiler.enable'); await cdp.send('Profiler.setSamplingInterval', { interval: 200 });
const prof = async (name: string, work: () => Promise<unknown>) => { await cdp.send('Profiler.start'); const t = performance.now(); const r = await work(); console.log(name, 'took', (performance.now() - t).toFixed(0), JSON.stringify(r)?.slice(0, 300)); const { profile } = await cdp.send('Profiler.stop'); summarise(name, profile); };
const only = process.argv[2] ?? 'all';
try {
  await prof('cold', () => signIn(page, w));
  await page.evaluate(() => window.benchHandle.quiet());
  await page.evaluate(() => window.benchHandle.write(5, 100));
  await context.setOffline(true); await page.waitForTimeout(1000);
  await prof('write', () => page.evaluate(() => window.benchHandle.write(40, 100)));
  await prof('work', () => page.evaluate(() => window.benchHandle.work(1000, 250, 5)));
  await page.waitForTimeout(1500);
  await prof('flush', async () => { const t = page.evaluate(() => window.benchHandle.watchFlush()); await page.waitForTimeout(50); await context.setOffline(false); return await t; });
} finally { await context.close(); await stop(); await w.close(); process.exit(); }
