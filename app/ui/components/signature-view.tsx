import type { ReactNode } from 'react';
import { signatureGrid, signaturePathSchema } from '../../../shared/model/visit.ts';
import '../styles/field-work.css';

interface SignatureViewProps {
  path: string;
  /** What a screen reader says of it. */
  label: string;
}

/** What was drawn. Only strokes: what is anything else is not shown. */
export function SignatureView({ path, label }: SignatureViewProps): ReactNode {
  if (!signaturePathSchema.safeParse(path).success) return null;
  return (
    <svg
      className="signature"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${signatureGrid.width} ${signatureGrid.height}`}
    >
      <path d={path} />
    </svg>
  );
}
