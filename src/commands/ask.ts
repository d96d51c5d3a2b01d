import { confirm, isCancel } from '@clack/prompts';

/** Asks a yes-or-no question on the terminal; giving up counts as no. */
export async function askYesNo(question: string, preset: boolean): Promise<boolean> {
  const answer = await confirm({ message: question, initialValue: preset });
  return isCancel(answer) ? false : answer;
}
