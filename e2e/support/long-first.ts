import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take long and do not care what runs beside them; what looks at the clock stays among the small ones. */
const LONG = /\/(sim|faults\.web|a11y\.web|bench)\.test\.ts$/;

/**
 * The long files before all others: Vitest sorts a fresh clone's by their size, and one that is begun last is waited for
 * with one core idle.
 */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => Number(LONG.test(b.moduleId)) - Number(LONG.test(a.moduleId)));
  }
}
