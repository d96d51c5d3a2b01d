import { readFileSync } from 'node:fs';

// Loaded before planex: shifts its clock by as many milliseconds as the file named by CLOCK_SHIFT says, from one moment to the next.
const RealDate = Date;
const file = process.env.CLOCK_SHIFT;
const readShift = () => {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return 0;
  }
};
const now = () => RealDate.now() + readShift();

globalThis.Date = class extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(now());
    else super(...args);
  }
  static now() {
    return now();
  }
};
