import type { Domain } from "../../domain.ts";
import { mountParties } from "./routes.ts";

export const parties: Domain = { mount: mountParties };
