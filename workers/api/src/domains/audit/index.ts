import type { Domain } from "../../domain.ts";
import { mountAudit } from "./routes.ts";

export const audit: Domain = { mount: mountAudit };
