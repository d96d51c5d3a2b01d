import { land } from '../../src/git/landing/landing.ts';
import { recoverLandings } from '../../src/git/landing/landing-recovery.ts';

// A program that lands or recovers as its argument says, for tests that end it in the middle.
const work = JSON.parse(process.argv[2] ?? '');
const result = work.verb === 'land' ? await land(work.request) : await recoverLandings(work.records);
process.stdout.write(JSON.stringify(result));
