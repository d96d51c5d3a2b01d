import { confirm, isCancel, select } from '@clack/prompts';
import { OperatorError } from '../errors.ts';

/** Asks a yes-or-no question on the terminal. Throws `OperatorError` when the person gives up (Ctrl-C). */
export async function askYesNo(question: string, preset: boolean): Promise<boolean> {
  const answer = await confirm({ message: question, initialValue: preset });
  if (isCancel(answer)) throw new OperatorError('given up; nothing more is done');
  return answer;
}

/** Asks for one of some answers on the terminal. Throws `OperatorError` when the person gives up (Ctrl-C). */
export async function askChoice<T extends string>(
  question: string,
  choices: readonly T[],
  preset: T,
): Promise<T> {
  const options = choices.map((value): { value: string; label: string } => ({ value, label: value }));
  const answer = await select({ message: question, options, initialValue: preset });
  const chosen = choices.find((value) => value === answer);
  if (chosen === undefined) throw new OperatorError('given up; nothing more is done');
  return chosen;
}
