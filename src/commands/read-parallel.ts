import type { AskedSide } from '../compose/calls/run-parallel.ts';
import { OperatorError } from '../errors.ts';
import { type Sandbox, SANDBOXES } from '../routing/policy.ts';
import type { CommandInput } from './command.ts';
import { readPlace, readSandbox } from './read-place.ts';

/** Who is asked what, and where. */
export interface ParallelWords {
  asked: { sides: [AskedSide, AskedSide] } | { prompt: string };
  sandbox: Sandbox;
  folder: string;
}

/** Reads prompts, models and place. Throws `OperatorError` where they do not fit together. */
export function readParallel({ args, options }: Pick<CommandInput, 'args' | 'options'>): ParallelWords {
  const [prompt, ...words] = args;
  const { sandbox, folder } = readPlace(words);
  const { workdir, codexSandbox } = options;
  if (typeof workdir === 'string' && folder !== undefined) {
    throw new OperatorError(`two folders: ${folder} and ${workdir}`);
  }
  const namedSandbox = typeof codexSandbox === 'string' ? requireSandbox(codexSandbox) : undefined;
  if (namedSandbox !== undefined && sandbox !== undefined)
    throw new OperatorError('the sandbox is named twice');
  return {
    asked: readAsked(prompt, options),
    sandbox: namedSandbox ?? sandbox ?? 'read-only',
    folder: typeof workdir === 'string' ? workdir : (folder ?? '.'),
  };
}

function readAsked(prompt: string | undefined, options: CommandInput['options']): ParallelWords['asked'] {
  const { codexPrompt = prompt, geminiPrompt = prompt, models } = options;
  const areNamed = options['codexPrompt'] !== undefined || options['geminiPrompt'] !== undefined;
  if (typeof codexPrompt !== 'string' || typeof geminiPrompt !== 'string') {
    throw new OperatorError('there is no prompt', { todo: 'planex parallel "<prompt>"' });
  }
  if (typeof models === 'string') {
    if (areNamed) throw new OperatorError('--models asks codex twice the same: give it one prompt');
    return { sides: readModels(models, codexPrompt) };
  }
  if (!areNamed) return { prompt: codexPrompt };
  if (options['codexPrompt'] !== undefined && options['geminiPrompt'] !== undefined && prompt !== undefined) {
    throw new OperatorError(`both prompts are named, so "${prompt}" is asked of nobody`, {
      todo: 'name folder and sandbox with --workdir and --codex-sandbox',
    });
  }
  return {
    sides: [
      { backend: 'codex', prompt: codexPrompt },
      { backend: 'gemini', prompt: geminiPrompt },
    ],
  };
}

function readModels(text: string, prompt: string): [AskedSide, AskedSide] {
  const [one = '', other = '', ...more] = text.split(',').map((name) => name.trim());
  if (one === '' || other === '' || more.length > 0) {
    throw new OperatorError(`--models takes two models, not "${text}"`, {
      todo: '--models gpt-5.3-codex,gpt-5.4',
    });
  }
  return [
    { backend: 'codex', model: one, prompt },
    { backend: 'codex', model: other, prompt },
  ];
}

function requireSandbox(word: string): Sandbox {
  const sandbox = readSandbox(word);
  if (sandbox !== undefined) return sandbox;
  throw new OperatorError(`--codex-sandbox takes ${SANDBOXES.join(' or ')}, not "${word}"`);
}
