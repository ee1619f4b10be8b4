import { memo, type ReactNode } from 'react';
import { linkParts } from '../words/link-parts.ts';

/**
 * What somebody typed, as they typed it: line breaks kept, addresses made links, nothing else interpreted. Parsed once
 * for each text, however often the thread around it renders.
 */
export const PlainText = memo(function PlainText({ text }: { text: string }): ReactNode {
  return (
    <div className="plain-text" dir="auto">
      {linkParts(text).map((part, index) =>
        part.href ? (
          <a key={index} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
            {part.text}
          </a>
        ) : (
          part.text
        ),
      )}
    </div>
  );
});
