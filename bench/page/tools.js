// In every page before the app: see tools.ts.
(() => {
  let pressedAt = 0;
  addEventListener('submit', () => (pressedAt = performance.now()), { capture: true });

  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const mark = () => performance.getEntriesByName('waypost:list-painted')[0];

  async function listPainted() {
    while (!mark()) await frame();
    return mark().startTime;
  }

  const asked = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });

  /** True once every scope is steady and a pull has ended. */
  async function isComplete(database) {
    const sync = await asked(database.transaction('meta').objectStore('meta').get('sync'));
    const scopes = Object.values(sync?.scopes ?? {});
    return (
      scopes.length > 0 && scopes.every((scope) => !scope.fill) && !sync.paging && sync.lastSyncAt !== null
    );
  }

  async function watchColdSync(name) {
    const painted = await listPainted();
    // Only now: a database opened by its name before the app has made it would stand in the app's way.
    const database = await asked(indexedDB.open(name));
    while (!(await isComplete(database))) await pause(10);
    const complete = performance.now();
    database.close();
    return { visible: painted - pressedAt, complete: complete - pressedAt };
  }

  async function tokenOf(credentials) {
    const headers = { 'content-type': 'application/json' };
    const reply = await fetch('/auth/sign-in', {
      method: 'POST',
      headers,
      body: JSON.stringify(credentials),
    });
    return await reply.json();
  }

  async function fillResponse({ accessToken, tenant, person }) {
    const body = {
      protocol: 1,
      tenant: tenant.id,
      person: person.id,
      replica: crypto.randomUUID(),
      incarnation: null,
      sentAt: Date.now(),
      left: 0,
      app: 'bench',
      scopes: ['tenant', 'desk'].map((key) => ({ key, generation: 1, resume: null, screen: true })),
    };
    const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' };
    return await fetch('/sync/fill', {
      method: 'POST',
      headers,
      cache: 'no-store',
      body: JSON.stringify(body),
    });
  }

  /** Fetches a fill and stores it as chunks of 5,000 lines, each in a transaction of its own. */
  async function storeBarely(session, convert) {
    const name = `floor-${crypto.randomUUID()}`;
    const opening = indexedDB.open(name, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('chunks', { autoIncrement: true });
    const database = await asked(opening);
    const stored = [];
    const store = (chunk) =>
      stored.push(
        new Promise((resolve, reject) => {
          const transaction = database.transaction('chunks', 'readwrite', { durability: 'strict' });
          transaction.objectStore('chunks').add(chunk);
          transaction.oncomplete = resolve;
          transaction.onabort = () => reject(transaction.error);
        }),
      );
    const startedAt = performance.now();
    const response = await fillResponse(session);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    let chunk = [];
    let lines = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      const found = (rest + value).split('\n');
      rest = found.pop();
      for (const line of found) {
        chunk.push(convert(line));
        lines += 1;
        if (chunk.length === 5_000) {
          store(chunk);
          chunk = [];
        }
      }
    }
    store(chunk);
    await Promise.all(stored);
    const ms = performance.now() - startedAt;
    database.close();
    await asked(indexedDB.deleteDatabase(name));
    return { ms, lines };
  }

  async function floor(credentials) {
    const session = await tokenOf(credentials);
    const parsed = await storeBarely(session, JSON.parse);
    await pause(300);
    const text = await storeBarely(session, (line) => line);
    return { parsed: parsed.ms, text: text.ms, lines: parsed.lines };
  }

  async function firstScripts() {
    const painted = await listPainted();
    const paths = performance
      .getEntriesByType('resource')
      .filter((entry) => entry.startTime < painted)
      .map((entry) => new URL(entry.name).pathname);
    return [...new Set(paths)].filter((path) => path.endsWith('.js'));
  }

  window.benchTools = { watchColdSync, listPainted, floor, firstScripts };
})();
