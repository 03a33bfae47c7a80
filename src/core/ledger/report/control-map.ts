// Which fields of entries prove what for which controls, and what no entry can prove. Identifiers only: the texts of SOC 2 (Trust Services
// Criteria), ISO/IEC 27001:2022 Annex A and the FedRAMP baselines (NIST SP 800-53 Rev. 5) are their publishers'.

export interface ControlEvidence {
  readonly controls: string;
  readonly shows: string;
  /** Fields of entries, as docs/ledger-format.md names them. */
  readonly fields: string;
  /** Where in this report. */
  readonly section: string;
  readonly cannot: string;
}

export const CONTROL_MAP: readonly ControlEvidence[] = [
  {
    controls: "SOC 2 CC6.1, CC6.3; ISO A.5.15, A.8.3; AC-3, AC-6",
    shows: "Access is decided for each call by a rule of a policy that is named.",
    fields: "caller, decision.effect, decision.rule, decision.code, policy",
    section: "Who did what; Refusals and rules",
    cannot: "Access to the database by other ways than Gatehouse; that whoever wrote the policy meant it.",
  },
  {
    controls: "SOC 2 CC6.2; ISO A.5.18; AC-2",
    shows: "Identities, roles and keys are those of the policy in force; changes of policies and keys are entries.",
    fields: "caller.principal, caller.method, policy, policy.loaded, key.enrolled, key.revoked",
    section: "Administrative acts; the access review (gatehouse review)",
    cannot: "That an identity is used by the person it names; joiners and leavers of the organisation.",
  },
  {
    controls: "SOC 2 CC6.7, C1.1; ISO A.8.11, A.8.12",
    shows: "Which classes of data were touched, under which mask, and how many rows were released.",
    fields:
      "touched.columns, touched.classes, touched.treatments, touched.rowFilter, result.rows, result.bytes, result.digest",
    section: "Classes of data",
    cannot: "That columns are classified correctly; what a reader does with what was released.",
  },
  {
    controls: "SOC 2 CC7.1; CM-3, CM-6",
    shows: "When servers started and stopped, in which version, and when policies changed or were rejected.",
    fields: "server.start, server.stop, server.version, policy.loaded, policy.rejected, policy",
    section: "Administrative acts",
    cannot: "Changes of the machine, the database or the program's own files.",
  },
  {
    controls: "SOC 2 CC7.2, CC7.3; ISO A.8.16; AU-6",
    shows: "The ledger is read, exported and verified, and by whom.",
    fields: "ledger.export, ledger.report, ledger.verify, review.signed, calls of ledger-search and ledger-verify",
    section: "Administrative acts; Who did what",
    cannot: "That whoever read it understood it; reading a copy of the file.",
  },
  {
    controls: "SOC 2 CC7.4; ISO A.5.28; IR-5",
    shows:
      "Callers, roles and databases were locked and unlocked, by whom and why; what one person opened in an emergency, who used it and who looked at it afterwards; one call can be followed from request to effect.",
    fields:
      "lock.set, lock.lifted, break-glass.opened, break-glass.ended, break-glass.reviewed, reason, correlation, detail.request",
    section: "Administrative acts; Break-glass; gatehouse ledger timeline",
    cannot: "What was done outside Gatehouse meanwhile.",
  },
  {
    controls: "SOC 2 CC8.1; ISO A.8.32; CM-3, CM-5(1)",
    shows: "A risky write ran as it was approved, once, with its effect; others were refused, went stale or ran out.",
    fields:
      "approval.requested, approval.decided, write.executing, write.outcome, detail.digest, detail.state, detail.changed",
    section: "Approvals",
    cannot: "Changes by other ways than Gatehouse; that an approver read what they approved.",
  },
  {
    controls: "ISO A.5.3; AC-5, AC-3(2), AU-9(5)",
    shows: "Whoever asked, and the person who answers for an agent that asked, did not decide.",
    fields: "caller.principal, caller.owner, detail.decision, detail.key, detail.assurance",
    section: "Approvals (separation of duties); Break-glass, which one person opens alone and another reviews",
    cannot: "One person who holds two identities and two keys.",
  },
  {
    controls: "ISO A.8.15; AU-2, AU-3, AU-12",
    shows:
      "Every call and every administrative act is an entry: who, when, from which session, what, and how it ended.",
    fields: "index, time, kind, caller, agent, tool, target, statement, touched, decision, result",
    section: "Entries by kind",
    cannot: "Calls to a server that does not run Gatehouse; the model behind a client, which is the client's own word.",
  },
  {
    controls: "SOC 2 CC7.2; AU-5",
    shows: "Nothing is answered that could not be recorded.",
    fields: "the absence of gaps in index; receipts in every result",
    section: "Integrity",
    cannot: "How often callers were turned away while the ledger could not be written: that is in the server's log.",
  },
  {
    controls: "ISO A.8.17; AU-8",
    shows: "Times are UTC to the microsecond and never go back without an entry that accepts it.",
    fields: "time, clock.set-back",
    section: "Entries by kind; Administrative acts",
    cannot: "That the machine's clock was right.",
  },
  {
    controls: "ISO A.5.33; AU-9, AU-9(2), AU-9(3)",
    shows: "No entry was changed, removed, moved or put in since a head left the house.",
    fields: "index, the chain and the Merkle root over the entries; receipts and checkpoints kept elsewhere",
    section: "Integrity",
    cannot: "Anything about entries after the newest head that somebody else kept.",
  },
  {
    controls: "AU-10, AU-10(1)",
    shows: "Decisions are signatures by a person's key over the exact request.",
    fields: "detail.signed, detail.signature, detail.key, detail.assurance",
    section: "Approvals",
    cannot: "That a key in software was used by its owner; a hardware key that was touched says more.",
  },
  {
    controls: "AU-11; ISO A.8.10; SOC 2 C1.2",
    shows: "Detail is erased when it is to be, and the erasure breaks no proof.",
    fields: "sealed, erasure",
    section: "Administrative acts",
    cannot: "Erasure in copies and backups that hold the keys.",
  },
];
