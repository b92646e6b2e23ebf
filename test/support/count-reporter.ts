import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/** Prints the last line that scripts read: `N passed, N failed`. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) counts[test.result().state]++;
      // A file that cannot be loaded, or a hook that throws, fails without a test that does.
      counts.failed += module.errors().length + [...module.children.allSuites()].flatMap((suite) => suite.errors()).length;
    }
    counts.failed += unhandledErrors.length;
    const skipped = counts.skipped + counts.pending;
    console.log(`${String(counts.passed)} passed, ${String(counts.failed)} failed${skipped > 0 ? `, ${String(skipped)} skipped` : ''}`);
  }
}
