// The files of a new project: what `init` was told and found, and the roles and rules that ship.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ClassifiedTable } from "../../../core/classification/classify-columns.ts";
import { PACKAGE_ROOT } from "../../wiring/package-root.ts";
import { dataPolicyText } from "./data-policy-text.ts";
import { approverRole, configText, editorRole, identitiesText, type ProjectAnswers, riskText } from "./project-text.ts";
import type { ProjectFile } from "./write-project.ts";

const SHIPPED_RISK = fileURLToPath(new URL("policies/risk.yaml", PACKAGE_ROOT));
const SHIPPED_ROLES = fileURLToPath(new URL("policies/roles/", PACKAGE_ROOT));

/** What is written anew or not at all; roles that are there already stay. */
export function namesOnlyOnce(database: string): readonly string[] {
  return ["policies/identities.yaml", `policies/data/${database}.yaml`, "policies/risk.yaml"];
}

export async function projectFiles(
  answers: ProjectAnswers,
  tables: readonly ClassifiedTable[],
): Promise<readonly ProjectFile[]> {
  const { name, owner, approver, writes } = answers;
  const roles = (await readdir(SHIPPED_ROLES)).filter((file) => file.endsWith(".yaml"));
  const shipped = await Promise.all(
    roles.map(async (file): Promise<ProjectFile> => {
      const text = await readFile(join(SHIPPED_ROLES, file), "utf8");
      return { path: `policies/roles/${file}`, text, keepsOther: true };
    }),
  );
  const risk = await readFile(SHIPPED_RISK, "utf8");
  const listed = tables.map(({ relation }) => relation);
  return [
    { path: "gatehouse.yaml", text: configText(answers) },
    { path: "policies/identities.yaml", text: identitiesText(answers) },
    { path: `policies/data/${name}.yaml`, text: dataPolicyText(tables, { database: name, owners: [owner] }) },
    { path: "policies/risk.yaml", text: writes ? riskText(risk) : risk },
    {
      path: ".gatehouse/.gitignore",
      text: "# Keys, the ledger and approvals: copied to a safe place, and never committed.\n*\n",
    },
    ...shipped,
    ...(writes ? [{ path: "policies/roles/editor.yaml", text: await editorOf(name, listed) }] : []),
    ...(approver === null
      ? []
      : [{ path: "policies/roles/approver.yaml", text: approverRole(answers), keepsOther: true } as const]),
  ];
}

async function editorOf(database: string, tables: readonly ClassifiedTable["relation"][]): Promise<string> {
  return editorRole(await readFile(join(SHIPPED_ROLES, "analyst.yaml"), "utf8"), { database, tables });
}
