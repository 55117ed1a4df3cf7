import type { Domain } from "../../domain.ts";
import { mountAdmin } from "./routes.ts";

export const admin: Domain = { mount: mountAdmin };
