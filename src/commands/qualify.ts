import { prepareQualification } from '../compose/calls/qualify-backend.ts';
import { OperatorError } from '../errors.ts';
import { paint, printJson, type Terminal } from './terminal.ts';

/** `planex doctor --qualify`: says what it will cost, asks, calls the backend, and shows what it gets wrong. */
export async function qualify(request: {
  cwd: string;
  backend: string;
  json: boolean;
  yes: boolean;
  io: Terminal;
}): Promise<number> {
  const { backend, json, yes, io } = request;
  const qualification = await prepareQualification(request.cwd, backend);
  const { calls } = qualification;
  const cost = `${calls} calls of ${backend}, one of them with a prompt of 200 KiB, in throw-away repositories`;
  if (!yes) {
    if (!io.interactive || json) {
      throw new OperatorError(`this makes ${cost}, and there is no terminal to ask on`, {
        todo: `planex doctor --qualify ${backend} --yes`,
      });
    }
    const { askYesNo } = await import('./ask.ts');
    io.out(`This makes ${cost}.`);
    if (!(await askYesNo('Make these calls?', false))) return 0;
  }
  const checks = await qualification.run((trial) => {
    if (!json) io.out(`calling ${backend}: ${NAMES[trial]}`);
  });
  if (json) printJson(io, { backend, calls, checks });
  else {
    const colours = { pass: 'green', fail: 'red', 'cannot tell': 'yellow' } as const;
    for (const { check, result, seen, todo } of checks) {
      io.out(paint(colours[result], result.padEnd(WIDTH)), ` ${check}: ${seen}`);
      if (todo !== undefined) io.out(`${' '.repeat(WIDTH)} → ${todo}`);
    }
  }
  return checks.some(({ result }) => result === 'fail') ? 1 : 0;
}

const WIDTH = 'cannot tell'.length;

const NAMES = {
  work: 'a small piece of work',
  'long-prompt': 'the same, at the end of a long prompt',
  endless: 'work without an end, to see how it is stopped',
} as const;
