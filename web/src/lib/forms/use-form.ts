import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { z } from "zod";
import { type ApiErrorCode, codeOf } from "../api/api-error.ts";
import { type FieldCodes, invalidFields, longestOf, refusedFields } from "./form-check.ts";

type FieldOf<S extends z.ZodObject> = keyof z.input<S> & string;

interface FormOptions<S extends z.ZodObject, Values extends object, Result, Field extends FieldOf<S>> {
  /** The body of the contract that the form is sent as. */
  schema: S;
  /** What stands in the fields at first. */
  initial: Values | (() => Values);
  /** The body for what stands in the fields. */
  bodyOf: (values: Values) => z.input<S>;
  send: (body: z.input<S>) => Promise<Result>;
  /** Fields of the body that show their own error; every other fault is the form's. */
  fields: readonly Field[];
  onDone?: (result: Result) => void;
  /** Codes of the platform that are about one field of the body. */
  fieldCodes?: FieldCodes;
}

/** Why a field is refused: by the contract (`invalid`), or by the platform, with its code. */
export type FieldFault = "invalid" | ApiErrorCode;

/**
 * A form over a body of the contract: one source for its type, its check, its limits and the error beside
 * each field. Nothing that the contract refuses is sent; what was typed stays when the platform refuses.
 */
export function useForm<S extends z.ZodObject, Values extends object, Result, Field extends FieldOf<S>>({
  schema,
  initial,
  bodyOf,
  send,
  fields,
  onDone,
  fieldCodes = {},
}: FormOptions<S, Values, Result, Field>) {
  const [values, setValues] = useState(initial);
  const [isTried, setTried] = useState(false);
  const sending = useMutation({ mutationFn: send, ...(onDone ? { onSuccess: onDone } : {}) });
  const body = bodyOf(values);
  const invalid = invalidFields(schema, body);
  const refused = refusedFields(sending.error, fieldCodes);
  const code = sending.error === null ? null : codeOf(sending.error);
  const isShown = (names: ReadonlySet<string>) => fields.some((field) => names.has(field));
  const hasHiddenFault = isTried && invalid.size > 0 && !isShown(invalid);
  const generalOf = (): ApiErrorCode | null => {
    if (hasHiddenFault) return "validation_failed";
    return isShown(refused) ? null : code;
  };
  return {
    values,
    /** Changes what stands in some fields; or all, from what stands in them. */
    change: (part: Partial<Values> | ((before: Values) => Values)) =>
      setValues((before) => (typeof part === "function" ? part(before) : { ...before, ...part })),
    reset: () => {
      setValues(initial);
      setTried(false);
    },
    isValid: invalid.size === 0,
    /** Whether the contract refuses a field as it stands, before any try. */
    isInvalid: (field: FieldOf<S>) => invalid.has(field),
    /** Why a field is refused; its check counts from the first try on. */
    faultOf: (field: Field): FieldFault | null => {
      if (isTried && invalid.has(field)) return "invalid";
      return code !== null && refused.has(field) ? code : null;
    },
    /** Why it was not sent or taken, whether a field says it or not. */
    code: isTried && invalid.size > 0 ? ("validation_failed" as const) : code,
    /** Why it was not sent or taken, where no field says it. */
    general: generalOf(),
    /** Characters that a text field takes. */
    longest: (field: FieldOf<S>) => longestOf(schema, field),
    isPending: sending.isPending,
    /** What the platform answered last. */
    result: sending.data,
    error: sending.error,
    submit: (event?: FormEvent) => {
      event?.preventDefault();
      setTried(true);
      if (invalid.size === 0 && !sending.isPending) sending.mutate(body);
    },
  };
}
