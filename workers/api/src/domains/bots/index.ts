import type { Domain } from "../../domain.ts";
import { mountBots } from "./routes.ts";

export const bots: Domain = { mount: mountBots };
