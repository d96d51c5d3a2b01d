import { confirm, isCancel } from '@clack/prompts';
import { OperatorError } from '../errors.ts';

/** Asks a yes-or-no question on the terminal. Throws `OperatorError` when the person gives up (Ctrl-C). */
export async function askYesNo(question: string, preset: boolean): Promise<boolean> {
  const answer = await confirm({ message: question, initialValue: preset });
  if (isCancel(answer)) throw new OperatorError('given up; nothing more is done');
  return answer;
}
