import { config } from "zod";

// zod compiles object schemas with `new Function` where it may. The Content Security Policy forbids that, and the
// attempt alone would be reported as a violation. Imported before any schema is used.
config({ jitless: true });
