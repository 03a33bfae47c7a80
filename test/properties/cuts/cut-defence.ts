// A defence that is removed by taking a text out of the product's source, and noticed by the tests that cite its guarantee: those of one
// file are run against the product without it, and one of them has to fail that passes with it.

import { vi } from "vitest";
import { CollectedTests, type FirstFailure } from "../../support/collected-tests.ts";
import { cutProgram } from "../../support/cut-program.ts";
import { type Cut, withoutTexts } from "../../support/cut-source.ts";
import { restoreDefences } from "../defences.ts";

export interface CutDefence {
  /** The id of the threat model's. */
  readonly guarantee: string;
  /** What is taken away. */
  readonly name: string;
  /** Modules below src, each with the text that is cut and what stands in its place. */
  readonly cuts: readonly (readonly [module: string, ...Cut])[];
  /** The file whose tests have to notice: those that cite the guarantee, or those with this in their titles. */
  readonly test: string;
  readonly titled?: string;
  /** The tests run the built program, which takes seconds: it is cut out where the report is made, and elsewhere only looked for. */
  readonly slow?: true;
}

const PROGRAM = "../../support/built-program.ts";

/** The first test that notices; null when none does. */
export async function noticedBy(defence: CutDefence): Promise<FirstFailure | null> {
  const removed = await failureOf(defence, { cuts: defence.cuts, last: null });
  if (removed === null) return null;
  // those before it, too: some lean on what others did
  const whole = await failureOf(defence, { cuts: [], last: removed.title });
  if (whole !== null) throw new Error(`"${whole.title}" fails with all in place: ${whole.message}`);
  return removed;
}

async function failureOf(
  { test, titled, guarantee }: CutDefence,
  { cuts, last }: { cuts: CutDefence["cuts"]; last: string | null },
): Promise<FirstFailure | null> {
  restoreDefences();
  const byModule = new Map<string, Cut[]>();
  for (const [module, ...cut] of cuts) byModule.set(module, [...(byModule.get(module) ?? []), cut]);
  for (const [module, texts] of byModule) {
    const path = `../../../src/${module}`;
    vi.doMock(path, () => import(/* @vite-ignore */ withoutTexts(path, texts)));
  }
  const program = byModule.size === 0 ? null : cutProgram(byModule);
  if (program !== null) vi.doMock(PROGRAM, () => ({ builtProgram: () => program.path }));
  const collected = new CollectedTests();
  vi.doMock("vitest", async (original: () => Promise<object>) => ({ ...(await original()), ...collected.stands() }));
  try {
    await import(/* @vite-ignore */ `../../../${test}`);
    return await collected.firstFailure((title) => title.includes(titled ?? `[${guarantee}]`), last);
  } finally {
    for (const module of byModule.keys()) vi.doUnmock(`../../../src/${module}`);
    for (const mocked of [PROGRAM, "vitest"]) vi.doUnmock(mocked);
    program?.remove();
    restoreDefences();
  }
}
