// Loaded into a server by planning.mjs: at the first statement of a new shape it plans many more, and says on standard error how long each took.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { newShape, SHAPES } from "../.bench/built/new-shapes.js";
import { median } from "../.bench/built/timing.js";

const STATEMENTS = 4_000;
const places = ["gate/planning/plan-statement.js", "gate/plan-statement.js"];
const modules = places.map((place) => join(process.env.GATEHOUSE_BENCH_DIST, place)).filter(existsSync);
const { PlanCache } = await import(pathToFileURL(modules[0]).href);
const { planStatement } = PlanCache.prototype;

PlanCache.prototype.planStatement = function (sql, question) {
  PlanCache.prototype.planStatement = planStatement;
  for (const shape of SHAPES) {
    const times = Array.from({ length: STATEMENTS }, (_, place) => {
      const { sql: text } = newShape(shape, STATEMENTS + place);
      const started = performance.now();
      planStatement.call(this, text, question);
      return performance.now() - started;
    });
    process.stderr.write(`planned ${shape}: ${median(times.slice(STATEMENTS / 2))}\n`);
  }
  return planStatement.call(this, sql, question);
};
