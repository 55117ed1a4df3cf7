import catalogue from "../models/catalogue/words.fr.ts";
import app from "./words.fr.ts";

/** What the first page says: loaded before it is painted. */
export default [app, catalogue] as const;
