import type { Command } from './command.ts';

/** A command before it is loaded. */
export interface CommandEntry {
  name: string;
  summary: string;
  load: () => Promise<Command>;
}

/** Every command. Each is a chunk of its own: one loads nothing of the others. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'init',
    summary: 'set planex up in this repository',
    load: async () => (await import('./init.ts')).init,
  },
  {
    name: 'doctor',
    summary: 'show what works here and what does not',
    load: async () => (await import('./doctor.ts')).doctor,
  },
  {
    name: 'service',
    summary: 'start planex here whenever you log in',
    load: async () => (await import('./service.ts')).service,
  },
  {
    name: 'hooks',
    summary: 'guard the plans by hooks of Git',
    load: async () => (await import('./hooks.ts')).hooks,
  },
  {
    name: 'start',
    summary: 'start the daemon in the background',
    load: async () => (await import('./start.ts')).start,
  },
  {
    name: 'stop',
    summary: 'let runs end, then stop the daemon',
    load: async () => (await import('./stop.ts')).stop,
  },
  {
    name: 'pause',
    summary: 'dispatch nothing new until unpause',
    load: async () => (await import('./pause.ts')).pause,
  },
  {
    name: 'unpause',
    summary: 'dispatch again, also a backend despite its limit',
    load: async () => (await import('./unpause.ts')).unpause,
  },
  {
    name: 'status',
    summary: 'show every task and where it stands',
    load: async () => (await import('./status.ts')).status,
  },
  {
    name: 'statusline',
    summary: 'print one line for a prompt or a status bar',
    load: async () => (await import('./statusline.ts')).statusline,
  },
  {
    name: 'why',
    summary: 'explain where one task stands',
    load: async () => (await import('./why.ts')).why,
  },
  {
    name: 'route',
    summary: 'explain who carries out a task, and why',
    load: async () => (await import('./route.ts')).route,
  },
  {
    name: 'logs',
    summary: 'show what happened',
    load: async () => (await import('./logs.ts')).logs,
  },
  {
    name: 'once',
    summary: 'do all that can be done now, then exit',
    load: async () => (await import('./once.ts')).once,
  },
  {
    name: 'run',
    summary: 'plan issues where needed, and have them carried out',
    load: async () => (await import('./run.ts')).run,
  },
  {
    name: 'resume',
    summary: 'let an issue, a plan or a task go on where it stopped',
    load: async () => (await import('./resume.ts')).resume,
  },
  {
    name: 'exec',
    summary: 'ask a backend once, as the policy routes it',
    load: async () => (await import('./exec.ts')).exec,
  },
  {
    name: 'parallel',
    summary: 'ask two backends or two models side by side',
    load: async () => (await import('./parallel.ts')).parallel,
  },
  {
    name: 'new',
    summary: 'begin a plan with everything to fill in',
    load: async () => (await import('./new.ts')).newPlan,
  },
  {
    name: 'refine',
    summary: 'have a plan reviewed and mended until nothing is found',
    load: async () => (await import('./refine.ts')).refine,
  },
  {
    name: 'issues',
    summary: 'list, show, change and import issues',
    load: async () => (await import('./issues.ts')).issues,
  },
  {
    name: 'lint',
    summary: 'check plans and solutions',
    load: async () => (await import('./lint.ts')).lint,
  },
  {
    name: 'guard',
    summary: 'check that no plan loses a load-bearing statement',
    load: async () => (await import('./guard.ts')).guard,
  },
  {
    name: 'trust',
    summary: 'let artifacts run that came from elsewhere',
    load: async () => (await import('./trust.ts')).trust,
  },
  {
    name: 'retry',
    summary: 'put a failed, cancelled or undone task back into the queue',
    load: async () => (await import('./retry.ts')).retry,
  },
  {
    name: 'cancel',
    summary: 'end the run of a task and hold the task',
    load: async () => (await import('./cancel.ts')).cancel,
  },
  {
    name: 'approve',
    summary: 'let a plan run, or a task whose backend failed go on',
    load: async () => (await import('./approve.ts')).approve,
  },
  {
    name: 'reject',
    summary: 'keep a plan from running, or end a task that waits',
    load: async () => (await import('./reject.ts')).reject,
  },
  {
    name: 'resolve',
    summary: 'answer what a task asks',
    load: async () => (await import('./resolve.ts')).resolve,
  },
  {
    name: 'undo',
    summary: 'revert the commit of a task and hold the task',
    load: async () => (await import('./undo.ts')).undo,
  },
];
