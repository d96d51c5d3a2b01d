import type { WorkType } from '../routing/policy.ts';
import { PUSH_BACK_CASES, PUSH_BACK_FENCE } from '../tasks/push-back.ts';

/** What an executor is asked to hand in, and what to look over before it does. */
export interface AnswerFormat {
  answer: string;
  checklist: readonly string[];
}

const SUMMARY = `Then answer with a short summary: what you changed and why, by file; what you ran and how it ended; what is still open or doubtful.`;

const FINDINGS = `{
  "verdict": "approve" | "needs-attention",
  "summary": "…",
  "findings": [
    {
      "severity": "critical" | "high" | "medium" | "low",
      "title": "…",
      "body": "…",
      "file": "path from the top of the repository",
      "line_start": 1,
      "line_end": 1,
      "confidence": 0.0 to 1.0,
      "recommendation": "…"
    }
  ],
  "next_steps": ["…"]
}`;

const EVIDENCE = 'Each statement about the code names the file and line that shows it.';
const CERTAINTY = 'What you know, what you conclude and what you only suspect can be told apart.';
const COMPLETE = 'Every acceptance criterion is answered.';

/** The form of the answer for each kind of work. */
export const ANSWER_FORMATS: Record<WorkType, AnswerFormat> = {
  exploration: {
    answer:
      'Answer with a summary: what there is, where it is (path:line), how the parts depend on each other, and what a change here would have to respect.',
    checklist: [EVIDENCE, 'What you did not look at is named.', COMPLETE],
  },
  implementation: {
    answer: `Make the changes in the files of this directory; the changes are the result, as a patch would be.\n${SUMMARY}`,
    checklist: [
      'Every acceptance criterion is met, and something that runs shows it.',
      'The required commands and checks ran after the last change and passed; where one could not run, the answer says so.',
      'Nothing is changed that the task does not need: no reformatting, no leftovers of debugging, no stray files.',
      'New behaviour has a test that fails without it, where the project has tests.',
      'The code reads like the code around it, and no test was weakened to pass.',
    ],
  },
  'code-review': {
    answer: `Answer with one JSON object and nothing else, no fence around it:\n\n${FINDINGS}\n\nWithout findings the verdict is "approve" and "findings" is empty. A confidence below 0.3 marks what you are not sure of.`,
    checklist: [
      'Each finding says what goes wrong, for whom and when, not only what looks unusual.',
      'File and lines of each finding are right.',
      'The verdict fits the findings.',
    ],
  },
  analysis: {
    answer:
      'Answer with a summary: the conclusion first, then the reasoning step by step, what speaks against it, and what would settle what is still open.',
    checklist: [EVIDENCE, CERTAINTY, COMPLETE],
  },
  research: {
    answer:
      'Answer with the findings, and behind each its citation: title, address, and date or version of the source. End with the list of sources.',
    checklist: [
      'Every statement from outside has a source that you have opened, and the source says it.',
      'Sources are current for the versions that this project uses, or the answer says that they are not.',
      CERTAINTY,
    ],
  },
  options: {
    answer:
      'Answer with two to four options. For each: a name, how it would be done here, what it costs, what speaks for it and against it. End with the one you recommend and what would change your mind.',
    checklist: [
      'The options differ in substance, and each could really be carried out here.',
      'The drawbacks of the recommended option are named as well.',
      EVIDENCE,
    ],
  },
  orchestration: {
    answer:
      'Answer with the decision you propose, the reasons for it, and what follows from it for each task.',
    checklist: [CERTAINTY, 'What only a person can decide is named and left open.'],
  },
};

/** How an executor says that it cannot go on. */
export const PUSH_BACK_FORMAT = `If the task cannot be done well as it stands, change nothing and say so instead of guessing. The last message then holds one
fenced block with the info string \`${PUSH_BACK_FENCE}\`, not inside a list or a quote, with one JSON object:

- \`case\`: one of ${PUSH_BACK_CASES.map((one) => `\`${one}\``).join(', ')}
- \`question\`: what a person has to answer, in a form that can be answered without reading the code
- \`options\`: a list of the answers you see, each with its consequence, the one you would choose first; it may be empty

Without such a block the task counts as done by you, and is judged.`;
