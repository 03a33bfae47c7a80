// The tests of a test file, collected and run by another test: what `describe`, `it` and the hooks around them are while such a file is
// imported. Everything else that it takes from vitest is vitest's own. A file that checks a guarantee can so be asked what it says of a
// product in which something is missing.

import { format } from "node:util";

type Run = (...given: unknown[]) => unknown;

interface Suite {
  readonly name: string;
  readonly parent: Suite | null;
  readonly tests: { readonly title: string; readonly run: Run }[];
  readonly suites: { readonly suite: Suite; readonly fill: Run }[];
  readonly hooks: Record<Hook, Run[]>;
}

type Hook = "beforeAll" | "afterAll" | "beforeEach" | "afterEach";

/** The first test that fails, and how; null when all that were chosen pass. */
export interface FirstFailure {
  readonly title: string;
  readonly message: string;
}

/** Longer than any test waits, on a busy machine too. */
const PATIENCE = 180_000;

export class CollectedTests {
  readonly #root = newSuite("", null);
  #into = this.#root;

  /** What stands for vitest's own exports of these names. */
  stands(): Record<string, unknown> {
    const it = withEach((name, run) => void this.#into.tests.push({ title: name, run }));
    const describe = withEach((name, fill) => {
      this.#into.suites.push({ suite: newSuite(name, this.#into), fill });
    });
    const hook = (kind: Hook) => (run: Run) => void this.#into.hooks[kind].push(run);
    return {
      it,
      test: it,
      describe,
      beforeAll: hook("beforeAll"),
      afterAll: hook("afterAll"),
      beforeEach: hook("beforeEach"),
      afterEach: hook("afterEach"),
    };
  }

  /**
   * Runs the tests whose titles, those of what they stand in before them, are chosen, until one fails, or up to the one that is the last.
   * Throws where a hook before all tests of a group does.
   */
  async firstFailure(chosen: (title: string) => boolean, last: string | null = null): Promise<FirstFailure | null> {
    await this.#fill(this.#root);
    let isOver = false;
    return runSuite(this.#root, (title, runs) => {
      const isChosen = !isOver && chosen(title);
      if (runs && title === last) isOver = true;
      return isChosen;
    });
  }

  async #fill(suite: Suite): Promise<void> {
    for (const inner of suite.suites) {
      this.#into = inner.suite;
      await inner.fill();
      await this.#fill(inner.suite);
    }
    this.#into = suite;
  }
}

/** Whether a test is chosen; `runs`: it is its turn. */
type Choose = (title: string, runs: boolean) => boolean;

async function runSuite(suite: Suite, chosen: Choose): Promise<FirstFailure | null> {
  if (!holds(suite, chosen)) return null;
  const ends: Run[] = [];
  try {
    for (const hook of suite.hooks.beforeAll) {
      const end = await hook();
      if (typeof end === "function") ends.push(() => end());
    }
    for (const { title, run } of suite.tests) {
      const whole = titleIn(suite, title);
      const message = chosen(whole, true) ? await messageOf(() => runTest(suite, run)) : null;
      if (message !== null) return { title: whole, message };
    }
    for (const { suite: inner } of suite.suites) {
      const failure = await runSuite(inner, chosen);
      if (failure !== null) return failure;
    }
    return null;
  } finally {
    for (const hook of [...ends, ...suite.hooks.afterAll]) await messageOf(hook);
  }
}

async function runTest(suite: Suite, run: Run): Promise<void> {
  const around = [...above(suite)].toReversed();
  try {
    for (const outer of around) for (const hook of outer.hooks.beforeEach) await hook();
    await run();
  } finally {
    for (const outer of above(suite)) for (const hook of outer.hooks.afterEach) await messageOf(hook);
  }
}

async function messageOf(run: Run): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("it did not end")), PATIENCE);
  });
  try {
    await Promise.race([run(), late]);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    clearTimeout(timer);
  }
}

function holds(suite: Suite, chosen: Choose): boolean {
  return (
    suite.tests.some(({ title }) => chosen(titleIn(suite, title), false)) ||
    suite.suites.some(({ suite: inner }) => holds(inner, chosen))
  );
}

function* above(suite: Suite): Iterable<Suite> {
  for (let each: Suite | null = suite; each !== null; each = each.parent) yield each;
}

const titleIn = (suite: Suite, title: string): string =>
  [title, ...[...above(suite)].map(({ name }) => name)].toReversed().filter(Boolean).join(" > ");

function newSuite(name: string, parent: Suite | null): Suite {
  const hooks = { beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] };
  return { name, parent, tests: [], suites: [], hooks };
}

/** `it(name, run)`, `it(name, options, run)`, `it.each(rows)(name, run)`, and the same of `describe`. */
function withEach(add: (name: string, run: Run) => void): unknown {
  const plain = (name: string, ...rest: unknown[]) => add(name, runIn(rest));
  const spread = (row: unknown): unknown[] => (Array.isArray(row) ? row : [row]);
  const each =
    (rows: readonly unknown[], given: (row: unknown) => unknown[]) =>
    (name: string, ...rest: unknown[]) => {
      const run = runIn(rest);
      for (const [index, row] of rows.entries()) add(titleOf(name, { row, index }), () => run(...given(row)));
    };
  return Object.assign(plain, {
    concurrent: plain,
    each: (rows: readonly unknown[]) => each(rows, spread),
    for: (rows: readonly unknown[]) => each(rows, (row) => [row]),
  });
}

function runIn(rest: readonly unknown[]): Run {
  const run = rest.find((value): value is Run => typeof value === "function");
  if (run === undefined) throw new Error("a test without a function");
  return run;
}

/** As vitest names the test of a row: `%s` and the like by what a row has, `$name` by its property. */
function titleOf(name: string, { row, index }: { row: unknown; index: number }): string {
  const values: unknown[] = Array.isArray(row) ? row : [row];
  const asked = (name.replaceAll("%#", String(index)).match(/%[sdifjoO]/g) ?? []).length;
  const filled = format(name.replaceAll("%#", String(index)), ...values.slice(0, asked));
  return filled.replace(/\$(\w+)/g, (whole, key: string) => {
    const value: unknown = Reflect.get(Object(row), key);
    return value === undefined ? whole : String(value);
  });
}
