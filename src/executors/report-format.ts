import { REPORT_FENCE } from '../tasks/executor-report.ts';
import type { Task } from '../tasks/task.ts';

/** How an executor reports what the living sections of its plan are to say; empty where the plan has none. */
export function describeReport({ living, prototype }: Pick<Task, 'living' | 'prototype'>): string {
  if (living !== true) return '';
  return prototype === true ? `${REPORT_FORMAT}\n${PROTOTYPE_FORMAT}` : REPORT_FORMAT;
}

const PROTOTYPE_FORMAT = `- \`prototype\`: this task tries something out, so say whether it is kept, by the criteria of the plan: \`verdict\` (\`keep\` or
  \`discard\`) and \`evidence\`. What is discarded does not land; leave the files as they are all the same`;

const REPORT_FORMAT = `The plan is a living document, and planex writes into it what you report. Where there is something to report, the last message
also holds one fenced block with the info string \`${REPORT_FENCE}\`, not inside a list or a quote, with one JSON object. All of its
keys may be left out, and each text is plain words on one line:

- \`surprises\`: what nobody expected, each with \`observation\`, \`evidence\` and \`impact\`
- \`decisions\`: what you decided that shapes the work, each with \`decision\` and \`rationale\`
- \`risks\`: new or changed risks, each with \`risk\`, \`severity\` and \`likelihood\` (\`low\`, \`medium\` or \`high\`), and \`mitigation\`
- \`progress\`: other items of its Progress that your work has done, each with \`item\` (its words as they stand there); for one that
  is done in part also \`completed\` and \`remaining\`
- \`outcome\`: what was achieved with this task, measured against the purpose of the plan`;
