// What the unit tests take from vitest, without its processes: the same runner and the same matchers.
import { JestAsymmetricMatchers, JestChaiExpect, JestExtend } from '@vitest/expect';
import { createTaskCollector, getCurrentSuite, getHooks } from '@vitest/runner';
import * as chai from 'chai';

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

export const expect = Object.assign((value, message) => chai.expect(value, message), chai.expect);
export {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  it,
  suite,
  test,
} from '@vitest/runner';

export const inject = () => undefined;

const RealDate = Date;

/** Of the clock only the date can be set. */
export const vi = {
  useFakeTimers({ now }) {
    globalThis.Date = class extends RealDate {
      constructor(...args) {
        super(...(args.length === 0 ? [now] : args));
      }

      static now() {
        return Number(now);
      }
    };
  },
  useRealTimers() {
    globalThis.Date = RealDate;
  },
};

/** The test that is being run, and what it does at its end. */
export const current = { test: undefined, atEnd: [] };
export const onTestFinished = (end) => void current.atEnd.push(end);

// Asked for by @fast-check/vitest.
export const TestRunner = {
  createTaskCollector,
  getCurrentSuite,
  getCurrentTest: () => current.test,
  getSuiteHooks: getHooks,
};
