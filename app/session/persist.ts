let asked = false;

/**
 * Asks the browser not to remove what is stored here when the disk runs full. Asked after a person's first own change,
 * or when they install the app: never on load, where some browsers would show a question out of nowhere.
 */
export async function askToPersist(): Promise<void> {
  if (asked) return;
  asked = true;
  const { storage } = navigator as { storage?: StorageManager };
  try {
    if (storage && !(await storage.persisted())) await storage.persist();
  } catch {
    // Not offered here; the panel shows what the answer was.
  }
}
