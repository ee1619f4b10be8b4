import type { Reporter, TestModule } from 'vitest/node';

/** Names at the end which tests failed at first and passed at their second try: a race that somebody should look into. */
export class SecondTries implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const names = modules.flatMap((module) =>
      [...module.children.allTests()]
        .filter((test) => test.diagnostic()?.flaky)
        .map((test) => `  ${module.relativeModuleId} > ${test.fullName}`),
    );
    if (names.length) console.log(`\nPassed only at the second try:\n${names.join('\n')}\n`);
  }
}
