import { useLayoutEffect, useRef, type ReactNode } from 'react';
import { limits } from '../../../shared/model/limits.ts';
import { variableNames, variables, variableSign } from '../../../shared/model/variable.ts';
import { fillVariables } from '../../../shared/rules/fill-variables.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { cleanText } from '../words/clean-text.ts';
import { exampleValues } from '../words/reply-values.ts';
import { Field } from './field.tsx';
import { RichText } from './rich-text.tsx';
import '../styles/prepared-text.css';

interface PreparedTextProps {
  label: string;
  text: string;
  problem: string | undefined;
  onChange: (text: string) => void;
}

/** A text with variables, to be sent often: its field, what may be left open in it, and how it reads on a ticket. */
export function PreparedText({ label, text, problem, onChange }: PreparedTextProps): ReactNode {
  const { account } = useWorkspace();
  const box = useRef<HTMLTextAreaElement>(null);
  const caret = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (caret.current === null) return;
    box.current?.focus();
    box.current?.setSelectionRange(caret.current, caret.current);
    caret.current = null;
  });
  const put = (sign: string) => {
    const { selectionStart = text.length, selectionEnd = text.length } = box.current ?? {};
    caret.current = selectionStart + sign.length;
    onChange(text.slice(0, selectionStart) + sign + text.slice(selectionEnd));
  };
  const { text: filled } = fillVariables(cleanText(text), exampleValues(account));
  return (
    <>
      <Field
        label={label}
        problem={problem}
        hint="Markdown, as in every message. What is in double braces is filled in on the ticket."
      >
        {(own) => (
          <textarea
            {...own}
            ref={box}
            dir="auto"
            rows={8}
            maxLength={limits.message}
            value={text}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </Field>
      <div className="variables" role="group" aria-label="Put in a variable">
        {variableNames.map((name) => (
          <button
            key={name}
            type="button"
            className="button button-small"
            title={variableSign(name)}
            onClick={() => put(variableSign(name))}
          >
            {variables[name]}
          </button>
        ))}
      </div>
      {filled.trim() !== '' && (
        <section className="prepared-example" aria-label="How it reads on a ticket">
          <h2>How it reads on a ticket</h2>
          <RichText text={filled} />
        </section>
      )}
    </>
  );
}
