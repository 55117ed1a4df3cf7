import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * What begins first, where it matters: a file that waits for something that others make or hold should
 * neither wait with an idle worker nor be the last one. Within a rank the larger file comes first, as vitest
 * has it.
 */
const RANKS: readonly RegExp[] = [
  // Single files of half a minute and more first, then those of their projects: the last of a group are small
  // ones.
  /dev\/src\/synth\/pieces\.system/,
  /workers\/chat\/src\/chat-(fuzz|storm)\.workerd/,
  /\.workerd\.test/,
  // It has a stack of its own for a minute and a half; beside it those that lend one to each other come one
  // after the other.
  /e2e\/withstand\.system/,
  /e2e\/(chat|life-of-a-track|room-files|stream-session)\.system/,
  // They need the stage's accounts only; meanwhile its tracks are encoded.
  /web\/e2e\/(chat|rooms)\.browser/,
];

const rankOf = ({ moduleId }: TestSpecification): number => {
  const rank = RANKS.findIndex((one) => one.test(moduleId));
  return rank === -1 ? RANKS.length : rank;
};

export default class extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.sort((a, b) => rankOf(a) - rankOf(b));
  }
}
