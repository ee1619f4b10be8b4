/** What comes within a while; undefined for what does not, or fails. */
export async function within<T>(ms: number, answer: Promise<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  return await Promise.race([answer.catch(() => undefined), late]).finally(() => clearTimeout(timer));
}
