// Work that is not waited for longer than so long.

/** How long what is under way may take to end once a server does. */
export const GOODBYE_MILLISECONDS = 3_000;

/** Undefined when the time is over. */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), milliseconds)));
  const done = await Promise.race([work, over]);
  clearTimeout(timer);
  return done;
}
