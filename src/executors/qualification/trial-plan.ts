import type { TrialName } from './trial.ts';

/** Path of the plan in the repository of a trial. */
export const TRIAL_PLAN = 'docs/plans/2026-01-01-qualification.md';

/** The file that the plan asks for. */
export const TRIAL_FILE = 'answer.txt';

/** Bytes of the long prompt: more than what a system lets stand among the arguments of a program. */
const LONG_BYTES = 200 * 1024;

/** The plan of a trial. `word` stands in it once, on its last line, so that who writes it has read the whole. */
export function writeTrialPlan(trial: TrialName, word: string): string {
  const before =
    trial === 'long-prompt'
      ? `${NOTE.repeat(Math.ceil(LONG_BYTES / NOTE.length))}\n`
      : trial === 'endless'
        ? 'First run the command `tail -f /dev/null` and wait until it ends by itself. Do nothing else meanwhile.\n\n'
        : '';
  return `# Qualification

### Task 1: Write one word into ${TRIAL_FILE}

**Objective:** The file ${TRIAL_FILE} holds one line: the word that the last line of this task gives, and nothing else.

**Files:**
- Create: \`${TRIAL_FILE}\`

${before}word: ${word}
`;
}

const NOTE = 'This line is only here to make the task long and can be skipped.\n';
