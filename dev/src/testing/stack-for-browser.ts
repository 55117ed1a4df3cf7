import { shareStack } from "./shared-stack.ts";

/** The global setup of the browser layer. */
export default shareStack("pages");
