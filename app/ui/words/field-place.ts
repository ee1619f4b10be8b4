/** The id of the element that holds a custom field's editor on its ticket. */
export const fieldPlace = (fieldId: string): string => `field-${fieldId}`;

/** Brings the editor of a custom field into sight and the focus into it, also out of what is folded away. */
export function leadToField(fieldId: string): void {
  const place = document.getElementById(fieldPlace(fieldId));
  const fold = place?.closest('details');
  if (fold) fold.open = true;
  place?.scrollIntoView({ block: 'center' });
  place?.querySelector<HTMLElement>('input, select, textarea')?.focus({ preventScroll: true });
}
