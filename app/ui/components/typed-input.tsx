import {
  useState,
  type FocusEvent,
  type InputHTMLAttributes,
  type KeyboardEvent,
  type ReactNode,
} from 'react';
import { limits } from '../../../shared/model/limits.ts';
import { typedProblems, valueTyped, type TypedType } from '../words/field-typing.ts';
import { Field } from './field.tsx';

interface TypedInputProps {
  label: string;
  type: TypedType;
  text: string;
  /** What came to stand here meanwhile, in words; '' while nothing has. */
  told: string;
  hint?: string | undefined;
  onType: (text: string) => void;
  onLeave: () => void;
  onEnter: () => void;
  onEscape: () => void;
}

/** The keys for numbers of an iPhone have no minus. */
const numberKeys = /iP(hone|od)/.test(navigator.userAgent) ? 'text' : 'decimal';

/** As text, a browser shows of a number what was typed and nothing else; of a day it knows best how it is written here. */
const attributes: Readonly<Record<TypedType, InputHTMLAttributes<HTMLInputElement>>> = {
  text: { maxLength: limits.fieldText },
  number: { inputMode: numberKeys, maxLength: 40, autoComplete: 'off' },
  date: { type: 'date' },
};

/** A custom field in which one types. What is no value of its kind is told when it is left, and never taken for "empty". */
export function TypedInput({
  label,
  type,
  text,
  told,
  hint,
  onType,
  onLeave,
  onEnter,
  onEscape,
}: TypedInputProps): ReactNode {
  /** Half a day was typed: of that a browser says only that it is there, and not always when it comes. */
  const [half, setHalf] = useState(false);
  const [inside, setInside] = useState(false);
  const wrong = half || valueTyped(type, text) === undefined;
  const look = ({ validity }: HTMLInputElement): boolean => {
    setHalf(validity.badInput);
    return validity.badInput;
  };
  const leave = ({ target }: FocusEvent<HTMLInputElement>) => {
    // The window was left, and not the field.
    if (document.activeElement === target) return;
    setInside(false);
    if (!look(target)) onLeave();
  };
  const press = ({ key, currentTarget }: KeyboardEvent<HTMLInputElement>) => {
    if (key === 'Enter' && !look(currentTarget)) onEnter();
    if (key !== 'Escape') return;
    if (look(currentTarget)) currentTarget.value = '';
    setHalf(false);
    onEscape();
  };
  return (
    <Field label={label} told={told} hint={hint} problem={wrong && !inside ? typedProblems[type] : undefined}>
      {(own) => (
        <input
          {...own}
          {...attributes[type]}
          dir="auto"
          placeholder="Not set"
          value={half ? '' : text}
          onChange={({ target }) => {
            if (!look(target)) onType(target.value);
          }}
          onFocus={() => setInside(true)}
          onBlur={leave}
          onKeyDown={press}
        />
      )}
    </Field>
  );
}
