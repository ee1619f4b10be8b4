import { useEffect, useRef, type ReactNode } from 'react';
import type { Suggestions } from '../hooks/use-suggestions.ts';
import { countWords } from '../words/labels.ts';
import '../styles/suggestions.css';

const titles = { '/': 'Canned replies', '@': 'People' } as const;

/** What fits what is sought at the caret, over the text it is for. */
export function SuggestionList({ of }: { of: Suggestions }): ReactNode {
  const { sign, found, active, listId, pick } = of;
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  const open = sign !== null && found.length > 0;
  return (
    <>
      {open && (
        <ul
          ref={list}
          id={listId}
          className="suggestions"
          role="listbox"
          aria-label={titles[sign]}
          data-testid="suggestions"
        >
          {found.map(({ id, label, detail }, place) => (
            <li
              key={id}
              id={`${listId}-${place}`}
              role="option"
              aria-selected={place === active}
              // No blur, which would close the list under the pointer; and no pick by a finger that scrolls it.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => pick(place)}
            >
              <span dir="auto">{label}</span>
              {detail && <small dir="auto">{detail}</small>}
            </li>
          ))}
        </ul>
      )}
      <p className="unseen" role="status">
        {open &&
          `${countWords(found.length, 'suggestion')}: ${found[active]?.label ?? ''}. Arrows choose, Enter takes it.`}
      </p>
    </>
  );
}

/** What ties a text to its suggestions, for readers of the screen. */
export function suggestionAttributes({ found, active, listId }: Suggestions) {
  const open = found.length > 0;
  return {
    'aria-autocomplete': 'list' as const,
    'aria-controls': open ? listId : undefined,
    'aria-activedescendant': open ? `${listId}-${active}` : undefined,
  };
}
