import { shareStack } from "./shared-stack.ts";

/** The global setup of the system layer. */
export default shareStack("none");
