import type { Reply } from '../compose/calls/ask-routed.ts';
import { type ParallelReply, runParallel } from '../compose/calls/run-parallel.ts';
import type { Command } from './command.ts';
import { describeAgent, describeFailure } from './describe-reply.ts';
import { CALL_OPTIONS, readCallOptions } from './read-call-options.ts';
import { readParallel } from './read-parallel.ts';
import { readPrompt } from './read-prompt.ts';
import { paint, printJson, type Terminal } from './terminal.ts';

export const parallel: Command = {
  args: [
    { name: '[prompt]', description: 'what to ask both; - reads it from standard input' },
    { name: '[dir]', description: 'folder to work in; the current one by default' },
    { name: '[sandbox]', description: 'of the code backend: read-only, the default, or workspace-write' },
  ],
  options: [
    { flags: '--codex-prompt <text>', description: 'ask Codex this, and Gemini beside it' },
    { flags: '--gemini-prompt <text>', description: 'ask Gemini this, and Codex beside it' },
    { flags: '--workdir <dir>', description: 'the same as [dir]' },
    { flags: '--codex-sandbox <sandbox>', description: 'the same as [sandbox]' },
    { flags: '--models <names>', description: 'two models of Codex, with a comma between them' },
    ...CALL_OPTIONS,
  ],
  details: `Without other words the row "options" of the policy says who is asked. Both work in that folder itself; nothing is
committed. Each heading says who really answered.

Exit codes are those of planex exec; of two, 20 comes first, then that of the code backend, then that of the other.

JSON: { exit, replies: [] }, each reply as planex exec --json prints it, the code backend first`,
  examples: [
    'planex parallel "Which ways are there to store sessions?"',
    'planex parallel --codex-prompt "What would change here?" --gemini-prompt "What do others do?"',
    'planex parallel "Which ways are there to store sessions?" --models gpt-5.3-codex,gpt-5.4 --json',
  ],
  async run({ cwd, args, options, io }) {
    const { asked, ...place } = readParallel({ args, options });
    const reply = await runParallel(cwd, {
      ...place,
      asked: await readPrompts(asked),
      flags: readCallOptions(options),
      onProgress: (line) => io.progress(line),
      onWarning: (line) => io.err(`planex: ${line}`),
    });
    if (options.json === true) printJson(io, reply);
    else printReplies(reply, io);
    return reply.exit;
  },
};

type Asked = ReturnType<typeof readParallel>['asked'];

async function readPrompts(asked: Asked): Promise<Asked> {
  if ('prompt' in asked) return { prompt: await readPrompt(asked.prompt) };
  const [one, other] = asked.sides;
  const prompt = await readPrompt(one.prompt);
  // Standard input can be read once.
  const otherPrompt = other.prompt === one.prompt ? prompt : await readPrompt(other.prompt);
  return {
    sides: [
      { ...one, prompt },
      { ...other, prompt: otherPrompt },
    ],
  };
}

function printReplies({ replies }: ParallelReply, io: Terminal): void {
  for (const reply of replies) {
    const ended = reply.class === 'ok' ? 'answered' : reply.class;
    io.out(`${String(reply.exit).padEnd(3)} ${describeWho(reply)}: ${ended}`);
  }
  for (const reply of replies.filter((one) => one.class === 'ok')) {
    io.out('');
    io.out(paint('bold', `## ${describeWho(reply)}`));
    io.out('');
    for (const line of reply.answer.trimEnd().split('\n')) io.out(line);
  }
  const errors = replies.flatMap((reply) => [
    ...(reply.insteadOf === undefined ? [] : describeFailure(reply.insteadOf)),
    ...(reply.class === 'ok' ? [] : describeFailure(reply)),
  ]);
  if (errors.length === 0) return;
  io.out('');
  io.out(paint('bold', '## errors'));
  io.out('');
  for (const line of errors) io.out(line.replace(/^planex: /, ''));
}

function describeWho(reply: Reply): string {
  const { insteadOf } = reply;
  if (insteadOf === undefined) return describeAgent(reply);
  return `${describeAgent(reply)} instead of ${describeAgent(insteadOf)}`;
}
