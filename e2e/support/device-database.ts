import type { Page } from 'playwright';

/** A database of the app, opened within a page, and what waits for one of its requests. */
interface Opened {
  db: IDBDatabase;
  done: <T>(request: IDBRequest<T>) => Promise<T>;
}

/**
 * Works in the page on the database of the account that is known in this browser, past the app's own code, and closes it.
 * `work` runs in the page: it sees its arguments and nothing else.
 */
export async function inDatabase<Arg, T>(
  page: Page,
  work: (opened: Opened, arg: Arg) => Promise<T> | T,
  arg: Arg,
): Promise<T> {
  const opened = await page.evaluateHandle(async (): Promise<Opened> => {
    const done = <R>(request: IDBRequest<R>) =>
      new Promise<R>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(new Error(String(request.error)));
      });
    const names = (await indexedDB.databases()).map(({ name }) => name ?? '');
    return { db: await done(indexedDB.open(names.find((one) => /^waypost:.+:/.test(one)) ?? '')), done };
  });
  try {
    return (await opened.evaluate(work as never, arg)) as T;
  } finally {
    await opened.evaluate(({ db }) => db.close());
    await opened.dispose();
  }
}

/** All that the app keeps in this browser's databases, as text. */
export async function deviceText(page: Page): Promise<string> {
  return await page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(new Error(String(request.error)));
      });
    const parts: string[] = [];
    for (const { name = '' } of await indexedDB.databases()) {
      const db = await done(indexedDB.open(name));
      for (const store of db.objectStoreNames)
        parts.push(JSON.stringify(await done(db.transaction(store).objectStore(store).getAll())));
      db.close();
    }
    return parts.join('\n');
  });
}
