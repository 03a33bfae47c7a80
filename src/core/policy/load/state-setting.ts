// What `state` in gatehouse.yaml says: a folder that holds all of the state, or a database that replicas share it in, and then the keys and
// what is derived lie in the folder that is there when nothing is said.

const STATE_FOLDER = "./.gatehouse";

/** Where the tables are in such a database. */
export const STATE_SCHEMA = "gatehouse";

/** Whether it names a database of PostgreSQL. */
export function isShared(state: string): boolean {
  return /^postgres(?:ql)?:\/\//.test(state);
}

/** Relative to gatehouse.yaml. */
export function stateFolderOf(state: string): string {
  return isShared(state) ? STATE_FOLDER : state;
}
