// `gatehouse review make`: gathers grants from the policies and the live schemas, use from the ledger, and records the review's digest.

import { createHash } from "node:crypto";
import { systemClock, uuidIds } from "../../../adapters/system/system-clock.ts";
import { canonicalJson } from "../../../core/ledger/canonical-json.ts";
import { readFilter } from "../../../core/ledger/ledger-filter.ts";
import { formatTime } from "../../../core/ledger/record.ts";
import { Failure } from "../../../core/model/failure.ts";
import type { LoadedPolicy } from "../../../core/policy/load-policy.ts";
import { renderHtml } from "../../../core/report/render-html.ts";
import { renderMarkdown } from "../../../core/report/render-markdown.ts";
import { type Granted, reviewAccess, reviewContent } from "../../../core/review/access-review.ts";
import { AccessUsage } from "../../../core/review/access-usage.ts";
import { makeReviewReport } from "../../../core/review/review-report.ts";
import { authenticateConfigured } from "../../authenticate.ts";
import { openGatehouse } from "../../open-gatehouse.ts";
import { failureOfProblems, type Project, readProject, readProjectPolicy } from "../../project.ts";
import { recordAct } from "../../record-act.ts";
import { VERSION } from "../../version.ts";
import type { Io } from "../io.ts";
import { openSearch } from "../ledger/find-entries.ts";

export interface MakeReviewOptions {
  readonly config: string;
  readonly from?: string;
  readonly to?: string;
  readonly format: string;
}

const FORMATS = ["markdown", "html", "json"];
const DAY = 86_400_000;
const PERIOD_DAYS = 90;

export async function makeReview(options: MakeReviewOptions, io: Io): Promise<number> {
  if (!FORMATS.includes(options.format)) {
    throw new Failure("usage", `There is no format ${options.format}; choose one of ${FORMATS.join(", ")}.`);
  }
  const made = formatTime(systemClock.now());
  const period = readPeriod(options, made);
  const project = await readProject(options.config);
  if (project.kind === "problems") throw failureOfProblems(project.problems);
  const loaded = await readProjectPolicy(project);
  if (loaded.kind === "problems") throw failureOfProblems(loaded.problems);
  const { policy } = loaded;
  const uses = await readUses(options, { period, io });
  const granted = await readGrants(project, { loaded, io });
  const review = reviewAccess({ policy, granted, ...uses, from: period.from, to: period.to });
  const content = canonicalJson(reviewContent(review));
  const digest = createHash("sha256").update(content, "utf8").digest("hex");
  const { index } = await recordAct(project, {
    kind: "review.made",
    policyDigest: policy.digest,
    detail: {
      digest,
      from: period.from,
      to: period.to,
      identities: review.identities.length,
      grants: review.grants.length,
    },
  });
  if (options.format === "json") io.out(`{"digest":"${digest}","entry":${index},"review":${content}}`);
  else {
    const report = makeReviewReport(review, { digest, made, version: VERSION, recorded: index });
    io.out((options.format === "html" ? renderHtml(report) : renderMarkdown(report)).trimEnd());
  }
  return 0;
}

interface Period {
  readonly from: string;
  readonly to: string;
  /** As long before `from` as `to` is after it. */
  readonly before: string;
}

function readPeriod({ from, to }: MakeReviewOptions, now: string): Period {
  const end = readFilter({ since: to ?? now }).since ?? now;
  const begin = from ?? new Date(Date.parse(end) - PERIOD_DAYS * DAY).toISOString();
  const { since, until } = readFilter({ since: begin, until: end });
  const [first, last] = [since ?? begin, until ?? end];
  return { from: first, to: last, before: new Date(2 * Date.parse(first) - Date.parse(last)).toISOString() };
}

async function readUses(options: MakeReviewOptions, { period, io }: { period: Period; io: Io }) {
  const [usage, before] = [new AccessUsage(), new AccessUsage()];
  const search = await openSearch({ config: options.config }, io);
  try {
    const filter = readFilter({ kind: "call", since: period.before, until: period.to });
    for (const { record } of search.find(filter, { descending: false, cursor: null })) {
      (record.time < period.from ? before : usage).push(record);
    }
    return { usage, before, openings: search.reader.openings() };
  } finally {
    search.close();
  }
}

/** What each identity gets of each database in each of its roles that reads rows, on the schema as it is now. */
async function readGrants(
  project: Project,
  { loaded, io }: { loaded: LoadedPolicy; io: Io },
): Promise<readonly Granted[]> {
  const { gatehouse, close } = await openGatehouse(project, io.err, loaded);
  const { policy } = loaded;
  try {
    const granted: Granted[] = [];
    for (const database of gatehouse.databases.values()) {
      const catalogue = await database.catalogue();
      const dialect = gatehouse.dialect(database.engine);
      for (const identity of policy.identities.values()) {
        for (const name of identity.roles) {
          const role = policy.roles.get(name);
          if (role === undefined || role.reads !== "masked") continue;
          const caller = authenticateConfigured(
            { principal: identity.name, role: name, session: uuidIds.next() },
            policy,
          );
          const governance = gatehouse.governance.governanceFor({
            policy,
            role,
            caller,
            database: database.name,
            catalogue,
            dialect,
          });
          granted.push({ identity, role: name, database: database.name, governance });
        }
      }
    }
    return granted;
  } finally {
    await close();
  }
}
