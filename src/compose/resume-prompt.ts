/** What is said to an agent that is to go on with its conversation, which holds the task itself. */
export function resumePrompt(refused: string | undefined): string {
  const why =
    refused === undefined
      ? 'You were cut off before you had finished.'
      : `Your work could not be taken: ${refused}`;
  return `${why}
The files are as you left them, unless the branch has moved on meanwhile. Look at what is done, do what is left of the task
as it was given, keep to its constraints, and end with the answer it asks for.
`;
}
