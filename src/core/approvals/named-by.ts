// Requests are called by the beginning or the end of their id, as people copy it.

/** Whether `given` names this request; nothing names all of them. */
export function isNamedBy(id: string, given: string): boolean {
  const wanted = given.toLowerCase();
  return wanted !== "" && (id.startsWith(wanted) || id.endsWith(wanted));
}
