import { useState, type ReactNode } from 'react';

/**
 * Copies a text, and shows it to be copied by hand where the browser does not let a page do that. `read` makes the text
 * when it is asked for, `said` what is true of it once it is copied.
 */
export function CopyButton({
  label,
  read,
  said: copied = 'Copied. It holds no names, no texts and no passwords.',
}: {
  label: string;
  read: () => Promise<string>;
  said?: string;
}): ReactNode {
  const [text, setText] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const copy = async () => {
    setSaid('One moment …');
    try {
      const made = await read();
      try {
        await navigator.clipboard.writeText(made);
        setSaid(copied);
      } catch {
        setText(made);
        setSaid('This browser does not copy by itself: select the text below.');
      }
    } catch {
      setSaid('There is nothing to copy yet. Try again in a moment.');
    }
  };
  return (
    <>
      <button type="button" className="button" data-testid="copy-diagnosis" onClick={() => void copy()}>
        {label}
      </button>
      <p role="status" className={said ? 'copy-said' : 'unseen'}>
        {said}
      </p>
      {text !== null && <textarea className="copy-text" aria-label={label} readOnly rows={8} value={text} />}
    </>
  );
}
