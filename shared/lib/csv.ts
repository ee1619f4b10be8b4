/** What a file of CSV begins with, so that spreadsheets read it as UTF-8. */
export const CSV_MARK = '\uFEFF';

/**
 * Rows as CSV (RFC 4180), with a mark that tells spreadsheets the encoding. What one of them would take for a formula
 * is kept as text: a name is anybody's to choose.
 */
export function csvOf(rows: readonly (readonly string[])[]): string {
  return CSV_MARK + rows.map(csvLine).join('');
}

/** One row of CSV with the end of its line. */
export function csvLine(row: readonly string[]): string {
  return `${row.map(cellOf).join(',')}\r\n`;
}

function cellOf(text: string): string {
  // Where the decimal sign is a comma, spreadsheets take a semicolon for the end of a cell.
  const safe = text.replaceAll(/(^|[;\t])(?=[=+\-@\t\r])/g, "$1'");
  return /[";,\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
