// `gatehouse review make`: gathers grants from the policies and the live schemas, use from the ledger, and records the review's digest.

import { createHash } from "node:crypto";
import { systemClock, uuidIds } from "../../../adapters/system/system-clock.ts";
import { canonicalJson } from "../../../core/ledger/entry/canonical-json.ts";
import { formatTime } from "../../../core/ledger/entry/entry-record.ts";
import { readFilter } from "../../../core/ledger/search/ledger-filter.ts";
import { Failure } from "../../../core/model/failure.ts";
import type { LoadedPolicy } from "../../../core/policy/load/load-policy.ts";
import { renderHtml } from "../../../core/report/render-html.ts";
import { renderMarkdown } from "../../../core/report/render-markdown.ts";
import { type Granted, reviewAccess, reviewContent } from "../../../core/review/access-review.ts";
import { AccessUsage } from "../../../core/review/access-usage.ts";
import { makeReviewReport } from "../../../core/review/review-report.ts";
import { otherCatalogues } from "../../../gate/planning.ts";
import { authenticateConfigured } from "../../wiring/authenticate.ts";
import { openGatehouse } from "../../wiring/open-gatehouse.ts";
import { failureOfProblems, type Project, readProject, readProjectPolicy } from "../../wiring/project.ts";
import { recordAct } from "../../wiring/terminal/record-act.ts";
import { VERSION } from "../../wiring/version.ts";
import { openSearch } from "../ledger/find-entries.ts";
import { ledgerAt } from "../ledger/ledger-at.ts";
import type { Io } from "../terminal/io.ts";

export interface MakeReviewOptions {
  readonly config: string;
  readonly since?: string;
  readonly until?: string;
  readonly format: string;
}

const FORMATS = ["markdown", "html", "json"];

export async function makeReview(options: MakeReviewOptions, io: Io): Promise<number> {
  if (!FORMATS.includes(options.format)) {
    throw new Failure("usage", `There is no format ${options.format}; choose one of ${FORMATS.join(", ")}.`);
  }
  const made = formatTime(systemClock.now());
  const project = await readProject(options.config);
  if (project.kind === "problems") throw failureOfProblems(project.problems);
  const loaded = await readProjectPolicy(project);
  if (loaded.kind === "problems") throw failureOfProblems(loaded.problems);
  const { policy } = loaded;
  const period = readPeriod({ ...options, covered: await readCovered(options), now: made });
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
  if (options.format === "json") io.jsonText(`{"digest":"${digest}","entry":${index},"review":${content}}`);
  else {
    const report = makeReviewReport(review, { digest, made, version: VERSION, recorded: index });
    await io.exact((options.format === "html" ? renderHtml(report) : renderMarkdown(report)).trimEnd().split("\n"));
  }
  return 0;
}

interface Period {
  readonly from: string;
  readonly to: string;
  /** As long before `from` as `to` is after it. */
  readonly before: string;
}

function readPeriod({
  since,
  until,
  covered,
  now,
}: Pick<MakeReviewOptions, "since" | "until"> & { covered: string | null; now: string }): Period {
  if (until !== undefined && until > now)
    throw new Failure("usage", "A review cannot end later than now; leave --until out, or give an earlier time.");
  const to = until ?? now;
  const from = since ?? covered ?? now;
  readFilter({ since: from, until: to }); // it has to begin before it ends
  return { from, to, before: new Date(2 * Date.parse(from) - Date.parse(to)).toISOString() };
}

/** Where the last signed review ended, so that there is no gap; before the first, where the ledger begins. */
async function readCovered(options: MakeReviewOptions): Promise<string | null> {
  const { stored } = await ledgerAt({ config: options.config });
  const reader = await stored.read();
  try {
    return (await reader.coverage())?.until ?? null;
  } finally {
    await reader.close();
  }
}

async function readUses(options: MakeReviewOptions, { period, io }: { period: Period; io: Io }) {
  const [usage, before] = [new AccessUsage(), new AccessUsage()];
  const search = await openSearch({ config: options.config }, io);
  try {
    const filter = readFilter({ kind: "call", since: period.before, until: period.to });
    for await (const { record } of search.find(filter, { descending: false, cursor: null })) {
      (record.time < period.from ? before : usage).push(record);
    }
    return { usage, before, openings: await search.reader.breakGlass() };
  } finally {
    await search.close();
  }
}

/** What each identity gets of each database in each of its roles that reads rows, on the schema as it is now. */
async function readGrants(
  project: Project,
  { loaded, io }: { loaded: LoadedPolicy; io: Io },
): Promise<readonly Granted[]> {
  const { gatehouse, close } = await openGatehouse(project, io.err, { read: loaded });
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
            elsewhere: await otherCatalogues({
              gatehouse,
              principal: identity.name,
              policy,
              role,
              database: database.name,
            }),
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
