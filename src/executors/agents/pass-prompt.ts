import type { ProcessInput } from '../process-input.ts';
import type { AgentCall } from './agent.ts';

/** Linux refuses a single argument of more than 128 KiB. */
const LONGEST_ARGUMENT = 100 * 1024;

/**
 * How the prompt reaches a CLI that takes it as its last argument, and `-` for "on standard input". Standard input
 * always has an end, because these CLIs read it to its end even when they have no use for it.
 */
export function passPrompt({ prompt, promptFile }: AgentCall): { args: string[]; input: ProcessInput } {
  return prompt === '-' || Buffer.byteLength(prompt) > LONGEST_ARGUMENT
    ? { args: ['--', '-'], input: { kind: 'file', path: promptFile } }
    : { args: ['--', prompt], input: { kind: 'none' } };
}
