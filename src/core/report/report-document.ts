// A report as a value: sections of sentences and tables. What a cell holds is plain text, whoever wrote it; each form escapes for itself.

export interface ReportTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Said in place of a table without rows. */
  readonly empty: string;
}

export interface ReportSection {
  readonly title: string;
  readonly text: readonly string[];
  readonly tables: readonly ReportTable[];
}

export interface ReportDocument {
  readonly title: string;
  /** Beneath the title, a name and what it is. */
  readonly facts: readonly (readonly [string, string])[];
  readonly sections: readonly ReportSection[];
}
