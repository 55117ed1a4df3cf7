import { relative } from "node:path";
import type { Reporter, TestModule } from "vitest/node";

const SHOWN = 15;

/** Prints the files that took longest at the end of a run: imports, hooks and tests together, in seconds. */
export default class SlowestFiles implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const files = modules
      .map((file) => {
        const { duration, collectDuration, setupDuration } = file.diagnostic();
        return {
          name: relative(process.cwd(), file.moduleId),
          ms: duration + collectDuration + setupDuration,
        };
      })
      .sort((one, other) => other.ms - one.ms)
      .slice(0, SHOWN);
    console.log(`\n The ${files.length} slowest files`);
    for (const { name, ms } of files) console.log(`${(ms / 1000).toFixed(1).padStart(8)} s  ${name}`);
  }
}
