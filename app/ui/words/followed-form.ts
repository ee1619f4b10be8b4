/** A form that was begun on what stood then, as it is now that something else may stand. */
export interface Followed<F> {
  /** What was typed; where nothing was, what stands now. */
  form: F;
  /** What each field is typed on: what stood when somebody began there, and where nobody did, what stands now. */
  began: F;
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
  const ownOf = (form: F): F => ({
    ...standing,
    ...Object.fromEntries(own.map((field) => [field, form[field]])),
  });
  return {
    form: ownOf(typed),
    began: ownOf(began),
    meanwhile: own.filter((field) => ![began[field], typed[field]].includes(standing[field])),
  };
}

/** What is said at a field in which something else has come to stand; `how` it would be written over. */
export const meanwhileWords = (value: string, how = 'Saving'): string =>
  `Meanwhile it was changed to “${value || 'nothing'}”. ${how} puts yours in its place.`;
