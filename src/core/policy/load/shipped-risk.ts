// The rules of risk that hold where no risk.yaml says otherwise. policies/risk.yaml ships the same ones to be edited (a test compares them).

import type { RiskFile } from "../schema/risk-schema.ts";

export const SHIPPED_RISK: RiskFile = {
  rules: [
    { id: "ddl", when: "write.ddl", reason: "It changes the schema.", quorum: 1, assurance: 1 },
    {
      id: "whole-table",
      when: "!write.bounded",
      reason: "The statement means every row of the table.",
      quorum: 1,
      assurance: 1,
    },
    { id: "many-rows", when: "write.rows > 100", reason: "It changes more than 100 rows.", quorum: 1, assurance: 1 },
    {
      id: "many-small-writes",
      when: "recent.rows + write.rows > 500",
      reason: "With what it changed in the last hour without asking, it would have changed more than 500 rows.",
      quorum: 1,
      assurance: 1,
    },
    {
      id: "large-share",
      when: "write.verb != 'insert' && write.rows > 10 && write.share > 0.1",
      reason: "It changes more than a tenth of the table.",
      quorum: 1,
      assurance: 1,
    },
    { id: "critical-table", when: "table.critical", reason: "The table is marked critical.", quorum: 1, assurance: 1 },
    {
      id: "restricted-column",
      when: "'restricted' in write.levels",
      reason: "It changes a column of the level restricted.",
      quorum: 1,
      assurance: 1,
    },
    { id: "key-change", when: "write.changes_key", reason: "It changes primary keys.", quorum: 1, assurance: 1 },
    {
      id: "other-rows",
      when: "write.other_rows > 0",
      reason: "Triggers or foreign keys change further rows.",
      quorum: 1,
      assurance: 1,
    },
    { id: "delete", when: "write.verb == 'delete'", reason: "It deletes rows.", quorum: 1, assurance: 1 },
    {
      id: "irreversible",
      when: "!write.reversible && write.verb != 'insert'",
      reason: "It could not be taken back if it ran at once.",
      quorum: 1,
      assurance: 1,
    },
  ],
  approvals: { "approve-within": 86_400, "execute-within": 3_600, unsigned: false, pending: 20 },
  erasure: { quorum: 1, assurance: 1 },
  undo: { keep: 604_800, rows: 10_000 },
};
