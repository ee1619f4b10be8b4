/** A form that was begun on what stood then, as it is now that something else may stand. */
export interface Followed<F> {
  /** What was typed; where nothing was, what stands now. */
  form: F;
  /** Fields in which something was typed, and something else has come to stand meanwhile. */
  meanwhile: readonly (keyof F)[];
}

/**
 * @param began what stood when typing began
 * @param typed the whole form as it was typed
 * @param standing what stands now
 */
export function followed<F extends Record<string, unknown>>(began: F, typed: F, standing: F): Followed<F> {
  const fields = Object.keys(standing) as (keyof F)[];
  const own = fields.filter((field) => typed[field] !== began[field]);
  return {
    form: { ...standing, ...Object.fromEntries(own.map((field) => [field, typed[field]])) },
    meanwhile: own.filter((field) => ![began[field], typed[field]].includes(standing[field])),
  };
}

/** What is said at a field in which something else has come to stand. */
export const meanwhileWords = (value: string): string =>
  `Meanwhile it was changed to “${value || 'nothing'}”. Saving puts yours in its place.`;
