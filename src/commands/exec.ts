import { runExec } from '../compose/calls/run-exec.ts';
import type { Reply } from '../compose/calls/ask-routed.ts';
import { OperatorError } from '../errors.ts';
import { WORK_TYPES, type WorkType } from '../routing/policy.ts';
import type { Command } from './command.ts';
import { describeAgent, describeFailure } from './describe-reply.ts';
import { CALL_OPTIONS, readCallOptions } from './read-call-options.ts';
import { readPlace } from './read-place.ts';
import { readPrompt } from './read-prompt.ts';
import { printJson, type Terminal } from './terminal.ts';

export const exec: Command = {
  args: [
    { name: '<prompt>', description: 'what to ask or to have done; - reads it from standard input' },
    { name: '[sandbox]', description: 'read-only or workspace-write' },
    { name: '[dir]', description: 'folder to work in; may stand before the sandbox' },
  ],
  options: [
    { flags: '--backend <name>', description: 'codex, claude or gemini instead of what the policy says' },
    { flags: '--model <name>', description: 'model to ask for' },
    { flags: '--work <kind>', description: 'kind of work that the policy is asked for, such as research' },
    ...CALL_OPTIONS,
  ],
  details: `Without sandbox and folder it only reads, in the current folder; a folder alone means workspace-write. It works in that
folder itself, not in a work tree of its own, and nothing is committed. The call counts like those of tasks.
Standard output is the answer.

Exit codes: 0 answered · 20 the backend failed, or a cap of the day is reached: a person has to say how to go on.
With CODEX_FAIL_CLOSED=0 the fallback of the policy answers, and where there is none: 10 rate-limited · 11 not signed
in · 12 took too long · 13 not installed · 1 anything else. 2 is a mistake on the command line; 130 was interrupted.

JSON: { exit, class, backend, model?, answer, usage: { inputTokens?, cachedInputTokens?, outputTokens?, costUsd? },
  toolUses?, conversation?, durationMs, reason?, resetAt?, action?, insteadOf?: { backend, model?, class, reason, approvedBy } }`,
  examples: [
    'planex exec "Where is the login form?"',
    'planex exec "Rename the login form" workspace-write .',
    'planex exec "Which of these libraries is still kept up?" --work research --json',
  ],
  async run({ cwd, args, options, io }) {
    const [prompt = '', ...words] = args;
    const { sandbox: named, folder } = readPlace(words);
    const sandbox = named ?? (folder === undefined ? 'read-only' : 'workspace-write');
    const { backend, model, work } = options;
    const reply = await runExec(cwd, {
      flags: { ...readCallOptions(options), ...(typeof model === 'string' ? { model } : {}) },
      prompt: await readPrompt(prompt),
      folder: folder ?? '.',
      sandbox,
      work:
        typeof work === 'string'
          ? readWork(work)
          : sandbox === 'read-only'
            ? 'exploration'
            : 'implementation',
      ...(typeof backend === 'string' ? { backend: readBackend(backend) } : {}),
      onProgress: (line) => io.progress(line),
      onWarning: (line) => io.err(`planex: ${line}`),
    });
    if (options.json === true) printJson(io, reply);
    else printReply(reply, io);
    return reply.exit;
  },
};

function printReply(reply: Reply, io: Terminal): void {
  const { insteadOf } = reply;
  if (insteadOf !== undefined) {
    for (const line of describeFailure(insteadOf)) io.err(line);
    io.err(`  ${describeAgent(reply)} was asked instead, as ${insteadOf.approvedBy} allows`);
  }
  if (reply.class === 'ok') for (const line of reply.answer.trimEnd().split('\n')) io.out(line);
  else for (const line of describeFailure(reply)) io.err(line);
}

function readBackend(name: string): string {
  if (/^[\w-]+$/.test(name)) return name.toLowerCase();
  throw new OperatorError(`--backend takes one name, not "${name}"`);
}

function readWork(word: string): WorkType {
  const found = WORK_TYPES.find((name) => name === word);
  if (found === 'options') {
    throw new OperatorError('options are what planex parallel asks for', {
      todo: 'see how with: planex help parallel',
    });
  }
  if (found !== undefined) return found;
  const names = WORK_TYPES.filter((name) => name !== 'options' && name !== 'orchestration').join(', ');
  throw new OperatorError(`--work takes a kind of work, not "${word}"`, { todo: `name one of: ${names}` });
}
