import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';

/**
 * The spec reporter, with a closing line that scripts can read: `N passed, N failed`. Where PROCORE_TEST_TOTALS names a
 * file the line goes there, for whoever has more to print before it.
 */
class CountingReporter extends Mocha.reporters.Spec {
  override done(failures: number, finish?: (failures: number) => void): void {
    const { passes, pending } = this.stats;
    if (pending > 0) process.stdout.write(`${pending} skipped (see the reasons above)\n`);
    const line = `${passes} passed, ${failures} failed`;
    const file = process.env.PROCORE_TEST_TOTALS;
    if (file) writeFileSync(file, line);
    else process.on('exit', () => process.stdout.write(`${line}\n`));
    finish?.(failures);
  }
}

export = CountingReporter;
