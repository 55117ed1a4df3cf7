import catalogue from "../models/catalogue/words.en.ts";
import app from "./words.en.ts";

/** What the first page says: loaded before it is painted. */
export default [app, catalogue] as const;
