import { useRef, type ReactNode } from 'react';
import { Glyph } from './glyph.tsx';

/** Takes a photo, or files. On a phone the first opens the camera; everywhere else both open a choice of files. */
export function AttachButtons({ onFiles }: { onFiles: (files: readonly File[]) => void }): ReactNode {
  return (
    <span className="attach-buttons">
      <FileButton label="Add a photo" glyph="camera" accept="image/*" capture onFiles={onFiles} />
      <FileButton label="Add files" glyph="clip" onFiles={onFiles} />
    </span>
  );
}

interface FileButtonProps {
  label: string;
  glyph: 'camera' | 'clip';
  accept?: string;
  capture?: boolean;
  onFiles: (files: readonly File[]) => void;
}

function FileButton({ label, glyph, accept, capture = false, onFiles }: FileButtonProps): ReactNode {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        className="icon-button"
        title={label}
        aria-label={label}
        onClick={() => input.current?.click()}
      >
        <Glyph name={glyph} />
      </button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        data-testid={capture ? 'attach-photo' : 'attach-file'}
        {...(accept && { accept })}
        {...(capture && { capture: 'environment' as const })}
        onChange={({ currentTarget }) => {
          onFiles([...(currentTarget.files ?? [])]);
          // The same one again is a choice too.
          currentTarget.value = '';
        }}
      />
    </>
  );
}
