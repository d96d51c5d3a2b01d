import { type Entry, plainWords, stampTime } from './entry.ts';

/** What is reported of the work on a task for the living sections of its plan. */
export interface WorkReport {
  surprises: readonly { observation: string; evidence: string; impact?: string | undefined }[];
  decisions: readonly { decision: string; rationale: string }[];
  risks: readonly { risk: string; severity: string; likelihood: string; mitigation: string }[];
  outcome?: string | undefined;
}

/** The entries that a report makes; `by` is who reports. */
export function wordReport(report: WorkReport, { atMs, by }: { atMs: number; by: string }): Entry[] {
  const signed = (section: Entry['section'], fields: [string, string | undefined][]): Entry => ({
    section,
    fields: [
      ...fields.flatMap(([label, words]): [string, string][] =>
        words === undefined ? [] : [[label, plainWords(words)]],
      ),
      ['Date/Author', `${stampTime(atMs)}, ${plainWords(by, 200)}`],
    ],
  });
  return [
    ...report.risks.map(({ risk, severity, likelihood, mitigation }) =>
      signed('Risks', [
        ['Risk', risk],
        ['Severity', severity],
        ['Likelihood', likelihood],
        ['Mitigation', mitigation],
      ]),
    ),
    ...report.surprises.map(({ observation, evidence, impact }) =>
      signed('Surprises & Discoveries', [
        ['Observation', observation],
        ['Evidence', evidence],
        ['Impact', impact],
      ]),
    ),
    ...report.decisions.map(({ decision, rationale }) =>
      signed('Decision Log', [
        ['Decision', decision],
        ['Rationale', rationale],
      ]),
    ),
    ...(report.outcome === undefined
      ? []
      : [signed('Outcomes & Retrospective', [['Outcome', report.outcome]])]),
  ];
}
