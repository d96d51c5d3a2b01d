// A test runner for stryker: the tests of a part, bundled once and kept in the process. stryker's own runner for vitest
// begins a worker and imports every file anew for each mutant, which takes hours for what takes minutes here. A mutant is
// switched on at run time, and what only runs on import is left out (`ignoreStatic`).
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileFunction } from 'node:vm';
import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core';
import {
  commonTokens,
  declareClassPlugin,
  declareValuePlugin,
  PluginKind,
} from '@stryker-mutator/api/plugin';
import { toMutantRunResult } from '@stryker-mutator/api/test-runner';
import { build } from 'esbuild';

const SETUP = 'test/support/isolate.ts';
const PASSED = 0;
const FAILED = 1;
// More mutants than any part has.
const MOST_MUTANTS = 20_000;
const LEAST_LIMIT_MS = 20_000;
const LIMIT_FACTOR = 10;

class InOneProcess {
  static inject = [commonTokens.options];

  constructor(options) {
    const { tests, oneOf = 1, startsAfresh = false, testsOf = {} } = options.inOneProcess;
    const { MUTATION_ONE_OF, MUTATION_OFFSET = 0, MUTATION_IDS } = process.env;
    this.folders = tests;
    this.startsAfresh = startsAfresh;
    this.testsOf = testsOf;
    const chosenOf = Number(MUTATION_ONE_OF ?? oneOf);
    // Of a sample that was run before, those that survived can be asked for by their ids.
    const named = MUTATION_IDS?.split(',');
    this.isInSample = (id) =>
      named?.includes(String(id)) ?? Number(id) % chosenOf === Number(MUTATION_OFFSET) % chosenOf;
    this.tookMs = new Map();
    this.begun = new Set();
    globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {};
    this.mutation = globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE];
  }

  capabilities() {
    return { reloadEnvironment: false };
  }

  async init() {
    const files = this.folders.flatMap(listTests);
    this.startingPrograms = new Set(
      files.filter((file) => readFileSync(file, 'utf8').includes('/spawn-landing.ts')),
    );
    this.load = compileFunction(await bundle(files), ['require', 'module']);
    await this.collect();
  }

  /** Evaluates the bundle: state that modules keep begins anew. */
  async collect() {
    const loaded = { exports: {} };
    this.load(createRequire(import.meta.url), loaded);
    this.bundled = loaded.exports;
    const files = await this.bundled.collectFile();
    const [error] = files.flatMap((file) => file.result?.errors ?? []);
    if (error) throw new Error(`the tests cannot be collected: ${error.stack}`);
    this.begun = new Set();
    this.tests = [];
    for (const test of listCollected(files)) {
      if (test.mode !== 'run' && test.mode !== 'queued') continue;
      // Names alone do not do: properties have their seed in them.
      const id = `${this.tests.length} ${test.name.replace(/ \(with seed=.*/, '')}`;
      this.tests.push({ id, file: nameFile(test), run: () => runTest(test, this.bundled, this.begun) });
    }
  }

  async dryRun() {
    const result = await this.runTests(this.tests);
    for (const { id, timeSpentMs } of result.tests) this.tookMs.set(id, timeSpentMs);
    const { mutantCoverage } = this.mutation;
    // What is not in the sample counts as covered, so that it is asked for and left out, instead of as never reached. And
    // what runs on import as well as in a test is tried in the test: else stryker begins a process anew for each of these.
    const { perTest, static: onImport } = mutantCoverage;
    const reached = new Set(Object.values(perTest).flatMap((hits) => Object.keys(hits)));
    const ofFirst = (perTest[this.tests[0].id] ??= {});
    for (let id = 0; id < MOST_MUTANTS; id += 1) {
      if (!this.isInSample(id)) ofFirst[id] ??= 1;
      else if (!reached.has(String(id))) continue;
      delete onImport[id];
    }
    return { ...result, mutantCoverage };
  }

  async mutantRun({ activeMutant, hitLimit, testFilter }) {
    // What takes long is sampled: stryker leaves errors out of the score.
    if (!this.isInSample(activeMutant.id)) return { status: 'error', errorMessage: 'not in the sample' };
    Object.assign(this.mutation, {
      activeMutant: activeMutant.id,
      hitCount: hitLimit === undefined ? undefined : 0,
      hitLimit,
    });
    // Programs that a test starts are built from the same sources, and read it here.
    process.env[INSTRUMENTER_CONSTANTS.ACTIVE_MUTANT_ENV_VARIABLE] = activeMutant.id;
    if (this.startsAfresh) await this.collect();
    const wanted = testFilter && new Set(testFilter);
    const covering = this.tests.filter(({ id }) => !wanted || wanted.has(id));
    // Of integration tests nearly all come by nearly everywhere; a mutant that those for its file let live survives. What is
    // reached in a program that a test starts is not known here.
    const names = this.testsOf[basename(activeMutant.fileName, '.ts')];
    const tests = names
      ? this.tests.filter(
          (test) =>
            names.includes(basename(test.file, '.test.ts')) &&
            (covering.includes(test) || this.startingPrograms.has(test.file)),
        )
      : covering;
    // What is quick first: most mutants are found by many tests.
    tests.sort((a, b) => (this.tookMs.get(a.id) ?? 0) - (this.tookMs.get(b.id) ?? 0));
    const result = await this.runTests(tests, true);
    if (this.startsAfresh) await this.end();
    const isEndless = hitLimit !== undefined && this.mutation.hitCount > hitLimit;
    return isEndless ? { status: 'timeout', reason: 'hit limit' } : toMutantRunResult(result);
  }

  async runTests(tests, isBailing = false) {
    const results = [];
    for (const { id, run } of tests) {
      this.mutation.currentTestId = id;
      const began = performance.now();
      const failure = await this.limit(id, run()).then(
        () => undefined,
        (error) => error,
      );
      this.mutation.currentTestId = undefined;
      const result = {
        id,
        name: id,
        status: failure === undefined ? PASSED : FAILED,
        timeSpentMs: performance.now() - began,
      };
      if (failure === HANGS && isBailing) return { status: 'timeout', reason: id };
      results.push(
        failure === undefined ? result : { ...result, failureMessage: String(failure?.message ?? failure) },
      );
      if (failure !== undefined && isBailing) break;
    }
    return { status: 'complete', tests: results };
  }

  /** A test that hangs ends here only where the next mutant starts afresh: it may have left anything behind. */
  async limit(id, running) {
    const usualMs = this.tookMs.get(id);
    if (!this.startsAfresh || usualMs === undefined) return await running;
    const limitMs = Math.max(LEAST_LIMIT_MS, usualMs * LIMIT_FACTOR);
    let timer;
    const late = new Promise((_, reject) => (timer = setTimeout(reject, limitMs, HANGS)));
    return await Promise.race([running, late]).finally(() => clearTimeout(timer));
  }

  async end() {
    for (const suite of [...this.begun].reverse()) {
      for (const hook of this.bundled.getHooks(suite).afterAll) await hook(suite);
    }
  }

  async dispose() {
    await this.end();
  }
}

const HANGS = new Error('takes too long');

function listTests(folder) {
  if (folder.endsWith('.test.ts')) return [folder];
  const names = readdirSync(folder, { recursive: true });
  return names.filter((name) => name.endsWith('.test.ts')).map((name) => join(folder, name));
}

/** Code that imports all tests when it is asked to collect them. */
async function bundle(files) {
  const importOf = (file) => `await import(${JSON.stringify(`./${file}`)});`;
  // What stands before all tests of a file is for that file.
  const imports = [
    importOf(SETUP),
    ...files.map((file) => `describe(${JSON.stringify(file)}, async () => { ${importOf(file)} });`),
  ].join('\n');
  const { outputFiles } = await build({
    stdin: {
      contents: `import { collectTests, describe, getFn, getHooks } from '@vitest/runner';
export { getFn, getHooks };
export { current } from 'vitest';
export async function collectFile() {
  const config = { root: process.cwd(), setupFiles: [], name: undefined, sequence: { hooks: 'stack', setupFiles: 'list' },
    testTimeout: 60000, hookTimeout: 60000, maxConcurrency: 1, retry: 0, allowOnly: false, tags: [] };
  const runner = { config, pool: 'threads', importFile: async () => {\n${imports}\n} };
  return await collectTests([{ filepath: process.cwd() + '/all.test.ts', testLocations: undefined }], runner);
}`,
      resolveDir: process.cwd(),
      sourcefile: 'all.ts',
    },
    absWorkingDir: process.cwd(),
    bundle: true,
    write: false,
    external: ['esbuild'],
    // As for planex itself: of jsonc-parser the other build cannot be bundled.
    mainFields: ['module', 'main'],
    platform: 'node',
    format: 'cjs',
    plugins: [{ name: 'tests', setup: (it) => it.onLoad({ filter: /[/]test[/].*\.ts$/ }, loadTest) }],
    // What is no test asks for it on import only, and for nothing that a test needs.
    define: { 'import.meta.url': JSON.stringify(pathToFileURL(resolve('all.test.ts')).href) },
    alias: { vitest: resolve(import.meta.dirname, 'vitest-stand-in.mjs') },
    logLevel: 'error',
  });
  return outputFiles[0].text;
}

/** Each test keeps the address of its own file. */
async function loadTest({ path }) {
  // With mutants in it nothing is quick.
  if (path.endsWith('/expect-quick.ts'))
    return { contents: 'export const expectQuick = () => undefined;', loader: 'ts' };
  const text = await readFile(path, 'utf8');
  return {
    contents: text
      .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
      .replaceAll('import.meta.dirname', JSON.stringify(dirname(path))),
    loader: 'ts',
  };
}

/** Runs a test with the hooks around it; what stands before all tests of a suite runs once. */
async function runTest(test, { current, getFn, getHooks }, begun) {
  const suites = [];
  for (
    let suite = test.suite ?? test.file;
    suite;
    suite = suite.suite ?? (suite === suite.file ? undefined : suite.file)
  ) {
    suites.unshift(suite);
  }
  current.test = test;
  current.atEnd = [];
  for (const suite of suites) {
    if (begun.has(suite)) continue;
    begun.add(suite);
    for (const hook of getHooks(suite).beforeAll) await hook(suite);
  }
  try {
    for (const suite of suites)
      for (const hook of getHooks(suite).beforeEach) await hook(test.context, suite);
    await getFn(test)();
  } finally {
    for (const suite of suites.reverse())
      for (const hook of getHooks(suite).afterEach) await hook(test.context, suite);
    for (const end of current.atEnd.reverse()) await end();
  }
}

/** The file that a test is in: the name of the outermost suite. */
function nameFile(test) {
  let suite = test.suite;
  while (suite.suite && suite.suite !== suite.file) suite = suite.suite;
  return suite.name;
}

function* listCollected(tasks) {
  for (const task of tasks) {
    if (task.type === 'suite') yield* listCollected(task.tasks);
    else yield task;
  }
}

// Names of fault points are for tests: without a test that dies there they do nothing.
const faultPoints = {
  shouldIgnore({ node, parent }) {
    const isName = parent?.type === 'CallExpression' && parent.callee.name === 'faultPoint';
    return isName && node.type === 'StringLiteral' ? 'the name of a fault point' : undefined;
  },
};

export const strykerPlugins = [
  declareClassPlugin(PluginKind.TestRunner, 'in-one-process', InOneProcess),
  declareValuePlugin(PluginKind.Ignore, 'fault-points', faultPoints),
];
