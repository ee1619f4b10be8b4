import { useState } from 'react';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const key = 'waypost-theme';
/** The bar of the browser around the app, as index.html has it for the system's own choice. */
const barColours = { light: '#14362f', dark: '#0b1613' } as const;

function storedTheme(): Theme {
  try {
    const stored = localStorage.getItem(key) as Theme | null;
    return stored && themes.includes(stored) ? stored : 'system';
  } catch {
    return 'system'; // Storage is forbidden here: the system decides.
  }
}

/** Puts a theme on the page. Called before the first render, so that the page does not change colour under the reader. */
export function applyTheme(theme: Theme = storedTheme()): void {
  document.documentElement.dataset['theme'] = theme;
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    const system = meta.media.includes('dark') ? 'dark' : 'light';
    meta.content = barColours[theme === 'system' ? system : theme];
  }
}

/** The person's choice on this device and how to change it. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState(storedTheme);
  const choose = (next: Theme) => {
    setTheme(next);
    applyTheme(next);
    try {
      localStorage.setItem(key, next);
    } catch {
      // It holds until the page is closed, which is all that is allowed here.
    }
  };
  return [theme, choose];
}
