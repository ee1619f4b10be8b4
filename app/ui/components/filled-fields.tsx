import type { ReactNode } from 'react';
import type { FieldValue } from '../../../shared/model/conversation.ts';
import { useWorkspace } from '../hooks/workspace-context.tsx';
import { fieldValueWords } from '../words/event-words.ts';

/** What is filled in in some of the tenant's own fields, to be read: the entries of a list of facts. `mark` follows each label. */
export function FilledFields({
  values,
  mark = '',
}: {
  values: readonly FieldValue[];
  mark?: string;
}): ReactNode {
  const { names } = useWorkspace();
  return values.map(({ id, value }) => (
    <div key={id}>
      <dt dir="auto">
        {names.field(id)}
        {mark}
      </dt>
      <dd dir="auto">{fieldValueWords(value)}</dd>
    </div>
  ));
}
