import type { ReactNode } from 'react';

interface WideTableProps {
  /** What it lists, for whoever does not see it. */
  label: string;
  columns: readonly string[];
  /** Not narrower than its columns need: it is scrolled sideways on a phone. */
  wide?: boolean;
  /** Its rows. */
  children: ReactNode;
}

/** A table of many rows, which scrolls sideways by itself, by keyboard too, where the screen is too narrow for it. */
export function WideTable({ label, columns, wide = false, children }: WideTableProps): ReactNode {
  return (
    <div className="review-scroller" tabIndex={0} role="region" aria-label={label}>
      <table className={wide ? 'table-wide' : undefined}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
