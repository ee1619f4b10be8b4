import { memo, useSyncExternalStore, type ComponentType, type ReactNode } from 'react';
import { PlainText } from './plain-text.tsx';
import '../styles/markdown.css';

type View = ComponentType<{ text: string }>;

/** The renderer once it has arrived. It is the same for everybody, as a module is. */
let view: View | null = null;
const waiting = new Set<() => void>();

/** Fetches the renderer; from then on every text that stands in the page is shown by it. */
export async function loadMarkdown(): Promise<void> {
  const { MarkdownView } = await import('./markdown-view.tsx');
  if (view) return;
  view = MarkdownView;
  for (const changed of waiting) changed();
}

function subscribe(changed: () => void): () => void {
  waiting.add(changed);
  // Where it cannot be had, the text stands as it was typed, and the next one that is shown asks again.
  if (!view) void loadMarkdown().catch(() => undefined);
  return () => waiting.delete(changed);
}

/** What somebody wrote as Markdown; as they typed it, until the renderer is there. */
export const RichText = memo(function RichText({ text }: { text: string }): ReactNode {
  const Shown = useSyncExternalStore<View>(subscribe, () => view ?? PlainText);
  return <Shown text={text} />;
});
