import { useLayoutEffect, useRef } from 'react';

/** Whether keys belong to what has the focus: somebody types, chooses or answers there, or under an open dialog. */
export function isTaken(target: EventTarget | null): boolean {
  if (document.querySelector('dialog[open]')) return true;
  const typing = 'input:not([type=checkbox]), textarea, select, dialog, [popover]';
  return target instanceof HTMLElement && (target.isContentEditable || target.closest(typing) !== null);
}

/**
 * Single keys that work wherever nobody types. A key is `event.key`; combinations with Ctrl, Alt or Meta stay the
 * browser's, and nothing happens under an open dialog.
 */
export function useKeys(keys: Readonly<Record<string, (event: KeyboardEvent) => void>>): void {
  const latest = useRef(keys);
  // Before it is painted: whoever sees what a key belongs to can press it.
  useLayoutEffect(() => {
    latest.current = keys;
  });
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
      if (isTaken(event.target)) return;
      const act = Object.hasOwn(latest.current, event.key) ? latest.current[event.key] : undefined;
      if (!act) return;
      event.preventDefault();
      act(event);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
}
