// zod compiles object schemas with `new Function` where it may. The Content Security Policy forbids that, and
// the attempt alone would be reported as a violation. zod reads its settings from this global when it is
// loaded, which is later than the first paint: importing its `config` here would bring all of it forward.
export {};

const known: unknown = Reflect.get(globalThis, "__zod_globalConfig");
Reflect.set(globalThis, "__zod_globalConfig", Object.assign(known ?? {}, { jitless: true }));
