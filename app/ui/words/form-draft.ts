import type * as z from 'zod/mini';

/** What is wrong with a form, by field; under the empty name what belongs to none. */
export type Problems = Readonly<Record<string, string>>;

/** A form as its draft keeps it; `formOfDraft` reads it back. */
export const draftOfForm = (form: object): string => JSON.stringify(form);

/** The form of a stored draft; null where it has another shape, as another version of the app may have written it. */
export function formOfDraft<T>(body: string, schema: z.ZodMiniType<T>): T | null {
  try {
    const { success, data } = schema.safeParse(JSON.parse(body));
    return success ? data : null;
  } catch {
    return null;
  }
}
