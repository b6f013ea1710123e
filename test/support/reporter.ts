import Mocha from 'mocha';

/** The spec reporter, with a closing line that scripts can read: `N passed, N failed`. */
class CountingReporter extends Mocha.reporters.Spec {
  override done(failures: number, finish?: (failures: number) => void): void {
    const { passes, pending } = this.stats;
    if (pending > 0) process.stdout.write(`${pending} skipped (see the reasons above)\n`);
    process.on('exit', () => process.stdout.write(`${passes} passed, ${failures} failed\n`));
    finish?.(failures);
  }
}

export = CountingReporter;
