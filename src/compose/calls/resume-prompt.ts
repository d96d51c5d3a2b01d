import { type Answered, describeAnswers } from '../../executors/prompt.ts';

/** What is said to an agent that is to go on with its conversation, which holds the task itself. */
export function resumePrompt(stopped: {
  /** Why its work was not taken. */
  refused?: string | undefined;
  /** What it asked, with the answers. */
  answered?: readonly Answered[] | undefined;
}): string {
  return `${describeStop(stopped)}
The files are as you left them, unless the branch has moved on meanwhile. Look at what is done, do what is left of the task
as it was given, keep to its constraints, and end with the answer it asks for.
`;
}

function describeStop({ refused, answered = [] }: Parameters<typeof resumePrompt>[0]): string {
  if (answered.length > 0) return `You asked instead of going on.\n\n${describeAnswers(answered)}\n`;
  return refused === undefined
    ? 'You were cut off before you had finished.'
    : `Your work could not be taken: ${refused}`;
}
