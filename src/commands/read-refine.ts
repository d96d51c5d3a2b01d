import { OperatorError } from '../errors.ts';
import { type NamedAgent, parseAgentName } from '../routing/agent-name.ts';

/** An agent as it is named: `codex`, `claude:opus`. Throws `OperatorError` for anything else. */
export function readAgent(flag: string, text: string): NamedAgent {
  const agent = parseAgentName(text);
  if (agent !== undefined) return agent;
  throw new OperatorError(`${flag} takes a name such as codex or claude:opus, not "${text}"`);
}

/** One of some words; undefined when the option is not there. */
export function readOneOf<T extends string>(
  flag: string,
  given: string | boolean | undefined,
  words: readonly T[],
): T | undefined {
  if (given === undefined) return undefined;
  const found = words.find((word) => word === given);
  if (found !== undefined) return found;
  throw new OperatorError(`${flag} takes ${words.join(', ')}, not "${String(given)}"`);
}

/** How many rounds there may be. */
export function readRounds(given: string | boolean | undefined): number | undefined {
  if (given === undefined) return undefined;
  const rounds = Number(given);
  if (Number.isInteger(rounds) && rounds >= 1 && rounds <= 99) return rounds;
  throw new OperatorError(`--max-rounds takes a number from 1 to 99, not "${String(given)}"`);
}
