import { OperatorError } from '../errors.ts';

/** The prompt as given, or all of standard input for `-`. Throws `OperatorError` when there is none. */
export async function readPrompt(given: string): Promise<string> {
  const prompt = given === '-' ? await readInput() : given;
  if (prompt.trim() === '') throw new OperatorError('the prompt is empty');
  return prompt;
}

/** Read only when it is asked for: it may have no end. */
async function readInput(): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString('utf8');
}
